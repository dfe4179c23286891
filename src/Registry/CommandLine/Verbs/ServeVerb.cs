using Berth.Registry.Configuration;
using Berth.Registry.Hosting;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry serve</c>: runs until SIGTERM or SIGINT.</summary>
internal static class ServeVerb
{
    public static Verb Verb { get; } = new("serve", "", "Serves images to docker, berth and every other client.", RunAsync)
    {
        Options =
        [
            SettingTable.ConfigOption,
            .. SettingTable.All.Where(static s => !s.IsOnlyInFile).Select(static s => s.ToOption()),
            new("validate", "", "Only check options and file, print \"configuration OK\" and exit"),
        ],
    };

    public static async Task<int> RunAsync(VerbCall call)
    {
        RegistryOptions options = call.Options();
        if (call.Has("validate"))
        {
            ConfigCheckVerb.CheckAddresses(options);
            await call.Error.WriteLineAsync(ConfigCheckVerb.ValidMessage);
            return 0;
        }

        return await RegistryRun.RunAsync(options, call.Time);
    }
}
