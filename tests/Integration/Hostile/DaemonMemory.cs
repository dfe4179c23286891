using System.Globalization;

namespace Berth.Integration.Hostile;

/// <summary>How much memory a process uses (proc(5), <c>status</c> and <c>clear_refs</c>).</summary>
internal static class DaemonMemory
{
    /// <summary>The most since the last <see cref="ResetPeak"/>, in bytes.</summary>
    public static long Peak(int process) => Read(process, "VmHWM:");

    public static long Now(int process) => Read(process, "VmRSS:");

    public static void ResetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private static long Read(int process, string field)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length).Trim(" \tkB"), CultureInfo.InvariantCulture) << 10;
    }
}
