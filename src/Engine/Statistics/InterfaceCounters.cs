using System.Globalization;
using System.Text;
using Berth.EngineApi.Containers;
using Berth.Linux;

namespace Berth.Engine.Statistics;

/// <summary>
/// Counters of the interfaces of a process's network namespace, from /proc/PID/net/dev: no namespace is entered and no program run.
/// </summary>
internal static class InterfaceCounters
{
    /// <summary>The interfaces that the engine gives a container; what it has made itself is its own affair.</summary>
    private const string Prefix = "eth";

    private const int LongestTable = 256 << 10;

    /// <summary>Empty where it has ended meanwhile.</summary>
    public static IReadOnlyDictionary<string, NetworkStats> Read(int pid)
    {
        try
        {
            using Fd file = Fd.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/net/dev"), OpenFlags.O_RDONLY);
            byte[] buffer = new byte[LongestTable];
            int length = 0;
            for (int got = 1; got > 0 && length < buffer.Length; length += got)
            {
                got = file.Read(buffer.AsSpan(length));
            }

            return Parse(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (LinuxException)
        {
            return new Dictionary<string, NetworkStats>();
        }
    }

    // "  eth0:    1300      12    0    0    0     0          0         0     1200 …"; the name may touch the first number.
    public static SortedDictionary<string, NetworkStats> Parse(string table)
    {
        var found = new SortedDictionary<string, NetworkStats>(StringComparer.Ordinal);
        foreach (string line in table.Split('\n'))
        {
            int colon = line.LastIndexOf(':');
            string[] fields = colon < 0 ? [] : line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string name = colon < 0 ? "" : line[..colon].Trim();
            if (fields.Length >= 12 && name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                found[name] = new NetworkStats
                {
                    RxBytes = Number(fields[0]),
                    RxPackets = Number(fields[1]),
                    RxErrors = Number(fields[2]),
                    RxDropped = Number(fields[3]),
                    TxBytes = Number(fields[8]),
                    TxPackets = Number(fields[9]),
                    TxErrors = Number(fields[10]),
                    TxDropped = Number(fields[11]),
                };
            }
        }

        return found;
    }

    private static ulong Number(string text) => ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong number) ? number : 0;
}
