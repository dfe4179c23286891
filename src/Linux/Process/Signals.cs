namespace Berth.Linux;

/// <summary>Signals by name and number (signal(7)), as on x86-64 and arm64.</summary>
public static class Signals
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGKILL = 9;
    public const int SIGPIPE = 13;
    public const int SIGTERM = 15;
    public const int SIGCHLD = 17;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;
    public const int SIGWINCH = 28;

    private static readonly string[] s_names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>All names without <c>SIG</c>, the index being the number.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary><c>SIGTERM</c>, <c>TERM</c> (in any case), <c>15</c>, <c>RTMIN+3</c>; null for anything else.</summary>
    public static int? Parse(string text)
    {
        if (int.TryParse(text, System.Globalization.NumberStyles.None, null, out int number))
        {
            return number is > 0 and <= 64 ? number : null;
        }

        string name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        return name switch
        {
            "CLD" => SIGCHLD,
            "IOT" => 6,
            "POLL" => 29,
            "" => null,
            _ when Array.IndexOf(s_names, name) is > 0 and int index => index,
            _ => RealTime(name, "RTMIN", 34) ?? RealTime(name, "RTMAX", 64),
        };
    }

    /// <summary>kill(2). A process that is gone is no error; false then.</summary>
    /// <exception cref="LinuxException">EPERM, EINVAL.</exception>
    public static bool Kill(int pid, int signal)
    {
        if (Libc.kill(pid, signal) == 0)
        {
            return true;
        }

        LinuxException error = LinuxException.FromLastError("kill");
        return error.Errno == Errno.ESRCH ? false : throw error;
    }

    private static int? RealTime(string name, string from, int number)
    {
        if (!name.StartsWith(from, StringComparison.Ordinal))
        {
            return null;
        }

        int offset = 0;
        return name.Length == from.Length || int.TryParse(name[from.Length..], out offset)
            ? number + offset is >= 34 and <= 64 ? number + offset : null
            : null;
    }
}
