namespace Berth.Runtime.Validation;

/// <summary>
/// What may be mounted on a container's /proc. Programs believe what they read there, and trust where their writes go; so it is the
/// kernel's own, but for the files that say how much of the machine there is (LXCFS), as runc has it.
/// </summary>
internal static class ProcMounts
{
    private static readonly string[] s_files =
    [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/proc/loadavg",
        "/proc/slabinfo", "/proc/net/dev", "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled",
    ];

    /// <summary>The first character of a <see cref="Rule"/>: it may cover a file of a procfs.</summary>
    public const byte CoversFile = (byte)'f';

    /// <summary>For who mounts it: <c>file</c>, it may cover a file of a procfs; <c>proc</c>, it has to be a procfs; null, it is elsewhere.</summary>
    public static string? Rule(string destination) => Clean(destination) switch
    {
        "/proc" => "proc",
        string file when s_files.Contains(file) => "file",
        _ => null,
    };

    /// <param name="destination">As the spec has it.</param>
    /// <param name="isProc">It is a procfs, or (a bind) may be one: what its source is, is seen when it is mounted.</param>
    /// <returns>What is wrong with it; null if nothing.</returns>
    public static string? Problem(string destination, bool isProc)
    {
        string clean = Clean(destination);
        return clean == "/proc" && !isProc ? $"\"{destination}\" cannot be mounted because it is not of type proc"
            : clean.StartsWith("/proc/", StringComparison.Ordinal) && !s_files.Contains(clean) ? Inside(destination)
            : null;
    }

    public static string Inside(string destination) => $"\"{destination}\" cannot be mounted because it is inside /proc";

    // As far as words go; where links lead is the child's to see.
    private static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(parts.Count - 1, 0), Math.Min(parts.Count, 1));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
