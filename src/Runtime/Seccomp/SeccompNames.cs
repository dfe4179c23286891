using Berth.Linux;

namespace Berth.Runtime.Seccomp;

/// <summary>The names that a spec's filter is written in, and libseccomp's numbers for them.</summary>
internal static class SeccompNames
{
    /// <summary>In the order of the alphabet, as <c>features</c> lists them.</summary>
    public static readonly IReadOnlyList<string> Actions =
    [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG",
        SeccompRules.Notify, "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
    ];

    public static readonly IReadOnlyList<string> Operators =
    [
        "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE",
    ];

    public static readonly IReadOnlyList<string> Flags =
    [
        "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
    ];

    /// <summary>Those of libseccomp 2.5.4, which is linked in; LOONGARCH64, M68K, SH and SHEB came after it.</summary>
    public static readonly IReadOnlyList<string> Architectures =
    [
        "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM", "SCMP_ARCH_MIPS", "SCMP_ARCH_MIPS64", "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL",
        "SCMP_ARCH_MIPSEL64", "SCMP_ARCH_MIPSEL64N32", "SCMP_ARCH_PARISC", "SCMP_ARCH_PARISC64", "SCMP_ARCH_PPC", "SCMP_ARCH_PPC64",
        "SCMP_ARCH_PPC64LE", "SCMP_ARCH_RISCV64", "SCMP_ARCH_S390", "SCMP_ARCH_S390X", "SCMP_ARCH_X32", "SCMP_ARCH_X86", "SCMP_ARCH_X86_64",
    ];

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
            SeccompRules.Notify => Libseccomp.SCMP_ACT_NOTIFY,
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
        "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV" => Sys.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
        _ => null,
    };

    /// <summary>Whether an action takes a number with it: the errno to fail with, or what a tracer is told.</summary>
    public static bool TakesNumber(string action) => action is "SCMP_ACT_ERRNO" or "SCMP_ACT_TRACE";

    /// <summary><c>SCMP_ARCH_X86_64</c> as libseccomp spells it: <c>x86_64</c>. Null for one that is not known.</summary>
    public static string? Architecture(string name) =>
        Architectures.Contains(name) ? name["SCMP_ARCH_".Length..].ToLowerInvariant() : null;
}
