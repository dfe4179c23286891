namespace Berth.Images.Changes;

/// <summary>Names of signals without <c>SIG</c> (signal(7)), and the real-time ones as <c>RTMIN+n</c>, <c>RTMAX-n</c>.</summary>
internal static class SignalNames
{
    private static readonly HashSet<string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL", "PROF", "PWR",
        "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH",
        "XCPU", "XFSZ", "RTMIN", "RTMAX",
    };

    public static bool Contains(string name) => s_names.Contains(name) || IsRealTime(name, "RTMIN+", 15) || IsRealTime(name, "RTMAX-", 14);

    private static bool IsRealTime(string name, string prefix, int most) =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && int.TryParse(name.AsSpan(prefix.Length), out int offset)
        && offset > 0 && offset <= most;
}
