namespace Berth.Registry.Hosting;

/// <summary>A registry's life: (1) its data, (2) the server, (3) serving until SIGTERM or SIGINT, (4) the same in reverse.</summary>
internal static class RegistryRun
{
    public static async Task<int> RunAsync(RegistryOptions options, TimeProvider time)
    {
        // 1.
        using RegistryData data = RegistryData.Open(options);

        // 2.
        await using WebApplication app = RegistryHost.Build(data, time);
        await app.StartAsync();

        // 3.
        await app.WaitForShutdownAsync();
        return 0;
    }
}
