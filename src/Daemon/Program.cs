using Berth.Daemon.Hosting;
using Berth.Engine.Configuration;
using Berth.Engine.SystemInformation;

DaemonOptions options;
try
{
    options = DaemonOptions.Load(args);
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

if (options.ShowHelp)
{
    Console.Write(DaemonOptions.Usage);
    return 0;
}

if (options.ShowVersion)
{
    Console.WriteLine($"Berth version {SystemService.ProductVersion}");
    return 0;
}

if (options.Validate)
{
    await Console.Error.WriteLineAsync(DaemonOptions.ValidMessage);
    return 0;
}

return await DaemonRun.RunAsync(options, args, TimeProvider.System);
