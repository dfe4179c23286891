namespace Berth.Linux;

/// <summary>NUMA memory policies by name (set_mempolicy(2), linux/mempolicy.h).</summary>
public static class MemoryPolicyNames
{
    private static readonly string[] s_modes =
    [
        "MPOL_DEFAULT", "MPOL_PREFERRED", "MPOL_BIND", "MPOL_INTERLEAVE", "MPOL_LOCAL", "MPOL_PREFERRED_MANY", "MPOL_WEIGHTED_INTERLEAVE",
    ];

    private static readonly string[] s_flags = ["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"];

    private const int FirstFlagBit = 13;

    /// <summary>The index is the number. The last one came with Linux 6.9.</summary>
    public static IReadOnlyList<string> Modes => s_modes;

    public static IReadOnlyList<string> Flags => s_flags;

    /// <summary>The number of a mode, or -1.</summary>
    public static int ModeOf(string name) => Array.IndexOf(s_modes, name);

    /// <summary>The bit of a flag, which goes together with the mode; 0 for a name that is not known.</summary>
    public static int FlagOf(string name) => Array.IndexOf(s_flags, name) is >= 0 and int at ? 1 << (FirstFlagBit + at) : 0;
}
