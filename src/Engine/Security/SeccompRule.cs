namespace Berth.Engine.Security;

/// <summary>One comparison of a system call's argument (seccomp(2), libseccomp's SCMP_CMP_*).</summary>
/// <param name="Index">Argument number, from 0.</param>
/// <param name="Operator">The specification's name: <c>SCMP_CMP_EQ</c>, <c>SCMP_CMP_MASKED_EQ</c>, …</param>
/// <param name="Value">What to compare with; for a masked comparison the mask.</param>
/// <param name="ValueTwo">For a masked comparison the value.</param>
internal sealed record SeccompArgument(uint Index, string Operator, ulong Value, ulong ValueTwo = 0);

/// <summary>When a rule counts. Every part that is given must match.</summary>
internal sealed record SeccompCondition
{
    public static SeccompCondition Always { get; } = new();

    /// <summary>Capabilities that the container must all have.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Architectures (Go's names: amd64, arm64, …) of which the host must be one.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    /// <summary>Kernel that the host must at least run.</summary>
    public Version? MinimumKernel { get; init; }

    public bool IsEmpty => Capabilities.Count == 0 && Architectures.Count == 0 && MinimumKernel is null;
}

/// <summary>What happens to some system calls, and when. Rules of one call add up: any that matches decides.</summary>
internal sealed record SeccompRule
{
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The specification's name: <c>SCMP_ACT_ALLOW</c>, <c>SCMP_ACT_ERRNO</c>, …</summary>
    public string Action { get; init; } = SeccompProfile.Allow;

    /// <summary>The error that <c>SCMP_ACT_ERRNO</c> gives; null: EPERM.</summary>
    public uint? ErrnoRet { get; init; }

    public IReadOnlyList<SeccompArgument> Arguments { get; init; } = [];

    /// <summary>The rule counts only where all of this holds.</summary>
    public SeccompCondition Includes { get; init; } = SeccompCondition.Always;

    /// <summary>The rule does not count where any part of this holds.</summary>
    public SeccompCondition Excludes { get; init; } = SeccompCondition.Always;
}
