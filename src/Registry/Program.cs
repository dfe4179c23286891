using Berth.Registry.CommandLine;

return await RegistryCommandLine.RunAsync(args);
