using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Hosting;

/// <summary>A registry's life: (1) its data, (2) the server, (3) serving until SIGTERM or SIGINT, (4) the same in reverse.</summary>
internal static class RegistryRun
{
    public static async Task<int> RunAsync(RegistryOptions options, TimeProvider time)
    {
        // 1.
        Directory.CreateDirectory(options.DataRoot, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using RegistryDatabase database = RegistryDatabase.Open(options.DataRoot);
        database.Migrate("registry", RegistrySchema.Migrations);

        // 2.
        await using WebApplication app = RegistryHost.Build(options, database, time);
        await app.StartAsync();

        // 3.
        await app.WaitForShutdownAsync();
        return 0;
    }
}
