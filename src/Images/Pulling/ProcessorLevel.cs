using Berth.Oci;

namespace Berth.Images.Pulling;

/// <summary>
/// Which of the x86-64 psABI's levels this machine's processor has, v1 to v4 ("x86-64 micro-architecture levels"): of two images of
/// an index, the one for the higher level is taken. The kernel's list of flags has only what it also saves for programs.
/// </summary>
internal static class ProcessorLevel
{
    private const string ProcessorFile = "/proc/cpuinfo";

    private static readonly string[] s_v2 = ["cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"];
    private static readonly string[] s_v3 = ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"];
    private static readonly string[] s_v4 = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    private static readonly Lazy<Platform> s_host = new(ReadHost);

    /// <summary>This machine with its processor's level.</summary>
    public static Platform Host => s_host.Value;

    /// <param name="processors">The text of <c>/proc/cpuinfo</c>; the first processor speaks for all.</param>
    /// <returns>1 to 4.</returns>
    public static int Read(string processors)
    {
        string? line = processors.Split('\n').FirstOrDefault(static l => l.StartsWith("flags", StringComparison.Ordinal));
        HashSet<string> flags = [.. (line ?? "").Split([' ', '\t', ':'], StringSplitOptions.RemoveEmptyEntries)];
        int level = 1;
        foreach (string[] next in (string[][])[s_v2, s_v3, s_v4])
        {
            if (!flags.IsSupersetOf(next))
            {
                break;
            }

            level++;
        }

        return level;
    }

    private static Platform ReadHost()
    {
        if (Platform.Host.Architecture != "amd64")
        {
            return Platform.Host;
        }

        try
        {
            return Platform.Host with { Variant = $"v{Read(File.ReadAllText(ProcessorFile))}" };
        }
        catch (IOException)
        {
            return Platform.Host;
        }
    }
}
