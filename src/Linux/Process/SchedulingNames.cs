namespace Berth.Linux;

/// <summary>Scheduling policies, their flags and I/O priority classes by name (sched(7), ioprio_set(2)).</summary>
public static class SchedulingNames
{
    private static readonly string[] s_policies =
        ["SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE"];

    private static readonly string[] s_flags =
    [
        "SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY", "SCHED_FLAG_KEEP_PARAMS",
        "SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX",
    ];

    private static readonly string[] s_classes = ["IOPRIO_CLASS_NONE", "IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE"];

    /// <summary>The index is the number.</summary>
    public static IReadOnlyList<string> Policies => s_policies;

    /// <summary>The index is the bit's.</summary>
    public static IReadOnlyList<string> Flags => s_flags;

    /// <summary>The index is the number; 0 is "none given", which nobody asks for.</summary>
    public static IReadOnlyList<string> IoClasses => s_classes;

    /// <summary>The number of a policy, or -1.</summary>
    public static int PolicyOf(string name) => Array.IndexOf(s_policies, name);

    /// <summary>The bit of a flag; 0 for a name that is not known.</summary>
    public static ulong FlagOf(string name) => Array.IndexOf(s_flags, name) is >= 0 and int bit ? 1UL << bit : 0;

    /// <summary>The number of an I/O class, or -1.</summary>
    public static int IoClassOf(string name) => Array.IndexOf(s_classes, name, 1);
}
