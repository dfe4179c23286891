namespace Berth.Linux;

/// <summary>Resource limits by name (getrlimit(2)); the numbers are those of x86-64 and arm64.</summary>
public static class ResourceLimit
{
    private static readonly string[] s_names =
    [
        "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS", "RLIMIT_NPROC", "RLIMIT_NOFILE",
        "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE", "RLIMIT_NICE", "RLIMIT_RTPRIO",
        "RLIMIT_RTTIME",
    ];

    /// <summary>All names, the index being the number.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The number of <c>RLIMIT_…</c>, or -1.</summary>
    public static int NumberOf(string name) => Array.IndexOf(s_names, name);
}
