using Berth.Linux;

namespace Berth.Runtime.Seccomp;

/// <summary>The names that a spec's filter is written in, and libseccomp's numbers for them.</summary>
internal static class SeccompNames
{
    /// <summary>An action with its errno or trace value (EPERM where none is given); null for a name that is not known.</summary>
    public static uint? Action(string name, uint? value)
    {
        uint low = (value ?? (uint)Errno.EPERM) & 0xffff;
        return name switch
        {
            "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => Libseccomp.SCMP_ACT_KILL_THREAD,
            "SCMP_ACT_KILL_PROCESS" => Libseccomp.SCMP_ACT_KILL_PROCESS,
            "SCMP_ACT_TRAP" => Libseccomp.SCMP_ACT_TRAP,
            "SCMP_ACT_ERRNO" => Libseccomp.SCMP_ACT_ERRNO | low,
            "SCMP_ACT_TRACE" => Libseccomp.SCMP_ACT_TRACE | low,
            "SCMP_ACT_LOG" => Libseccomp.SCMP_ACT_LOG,
            "SCMP_ACT_ALLOW" => Libseccomp.SCMP_ACT_ALLOW,
            _ => null,
        };
    }

    public static int? Comparison(string name) => name switch
    {
        "SCMP_CMP_NE" => 1,
        "SCMP_CMP_LT" => 2,
        "SCMP_CMP_LE" => 3,
        "SCMP_CMP_EQ" => 4,
        "SCMP_CMP_GE" => 5,
        "SCMP_CMP_GT" => 6,
        "SCMP_CMP_MASKED_EQ" => 7,
        _ => null,
    };

    public static uint? Flag(string name) => name switch
    {
        "SECCOMP_FILTER_FLAG_TSYNC" => Sys.SECCOMP_FILTER_FLAG_TSYNC,
        "SECCOMP_FILTER_FLAG_LOG" => Sys.SECCOMP_FILTER_FLAG_LOG,
        "SECCOMP_FILTER_FLAG_SPEC_ALLOW" => Sys.SECCOMP_FILTER_FLAG_SPEC_ALLOW,
        _ => null,
    };

    /// <summary><c>SCMP_ARCH_X86_64</c> as libseccomp spells it: <c>x86_64</c>. Null for anything else.</summary>
    public static string? Architecture(string name) =>
        name.StartsWith("SCMP_ARCH_", StringComparison.Ordinal) ? name["SCMP_ARCH_".Length..].ToLowerInvariant() : null;
}
