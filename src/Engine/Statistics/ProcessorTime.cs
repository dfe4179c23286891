using System.Globalization;

namespace Berth.Engine.Statistics;

/// <summary>Time that all processors of the host have spent, whatever on, in nanoseconds, and how many of them are online.</summary>
internal readonly record struct ProcessorTime(ulong Total, int Online)
{
    private const ulong NanosecondsPerTick = 1_000_000_000 / 100;

    /// <summary>user, nice, system, idle, iowait, irq and softirq (proc_stat(5)), as dockerd adds them up.</summary>
    private const int Kinds = 7;

    public static ProcessorTime Read() => Parse(File.ReadLines("/proc/stat"));

    public static ProcessorTime Parse(IEnumerable<string> lines)
    {
        ulong ticks = 0;
        int online = 0;
        foreach (string line in lines.TakeWhile(l => l.StartsWith("cpu", StringComparison.Ordinal)))
        {
            if (line[3] != ' ')
            {
                online++;
                continue;
            }

            foreach (string field in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Kinds))
            {
                ticks += ulong.Parse(field, CultureInfo.InvariantCulture);
            }
        }

        return new ProcessorTime(ticks * NanosecondsPerTick, online);
    }
}
