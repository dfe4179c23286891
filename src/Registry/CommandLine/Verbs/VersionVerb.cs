using Berth.Registry.Hosting;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry version</c>.</summary>
internal static class VersionVerb
{
    public static Verb Verb { get; } = new("version", "", "Prints the version.", RunAsync);

    public static async Task<int> RunAsync(VerbCall call)
    {
        await call.Out.WriteLineAsync($"berth-registry version {RegistryHost.Version}");
        return 0;
    }
}
