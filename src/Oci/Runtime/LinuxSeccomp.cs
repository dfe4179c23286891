namespace Berth.Oci.Runtime;

/// <summary>A system call filter (config-linux.md, "Seccomp").</summary>
public sealed record LinuxSeccomp
{
    /// <summary><c>SCMP_ACT_…</c>: what happens to a call that no rule names.</summary>
    public string DefaultAction { get => field ?? ""; init; }

    public uint? DefaultErrnoRet { get; init; }

    /// <summary><c>SCMP_ARCH_…</c>; the native one when absent.</summary>
    public IReadOnlyList<string>? Architectures { get; init; }

    /// <summary><c>SECCOMP_FILTER_FLAG_…</c> of seccomp(2).</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    public string? ListenerPath { get; init; }

    public string? ListenerMetadata { get; init; }

    public IReadOnlyList<LinuxSyscall>? Syscalls { get; init; }
}

/// <summary>A rule: calls, conditions on their arguments, and what happens to them.</summary>
public sealed record LinuxSyscall
{
    public IReadOnlyList<string> Names { get => field ?? []; init; }

    public string Action { get => field ?? ""; init; }

    public uint? ErrnoRet { get; init; }

    public IReadOnlyList<LinuxSeccompArg>? Args { get; init; }
}

/// <summary>A condition on one argument.</summary>
public sealed record LinuxSeccompArg
{
    /// <summary>0 … 5.</summary>
    public uint Index { get; init; }

    public ulong Value { get; init; }

    public ulong? ValueTwo { get; init; }

    /// <summary><c>SCMP_CMP_…</c>.</summary>
    public string Op { get => field ?? ""; init; }
}
