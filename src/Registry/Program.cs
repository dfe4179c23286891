using Berth.Registry.Hosting;

return await RegistryRun.RunAsync(new RegistryOptions { DataRoot = args.Length > 0 ? args[0] : "/var/lib/berth-registry" }, TimeProvider.System);
