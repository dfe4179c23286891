namespace Berth.Engine.Security;

/// <summary>
/// A system call policy in docker's sense: rules that depend on the container's capabilities, on the architecture and on the
/// kernel. <see cref="Resolve"/> settles these and leaves what the runtime specification knows.
/// </summary>
internal sealed record SeccompProfile
{
    public const string Allow = "SCMP_ACT_ALLOW";
    public const string Errno = "SCMP_ACT_ERRNO";

    public required string DefaultAction { get; init; }

    public uint? DefaultErrnoRet { get; init; }

    /// <summary>Architectures (SCMP_ARCH_*) of system calls that the filter takes; others are killed.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    public IReadOnlyList<string> Flags { get; init; } = [];

    public required IReadOnlyList<SeccompRule> Rules { get; init; }

    /// <summary>The rules that count for a container with these capabilities on this host.</summary>
    public SeccompProfile Resolve(IReadOnlyCollection<string> capabilities, string architecture, Version kernel) => this with
    {
        Rules = [.. Rules.Where(r => Holds(r.Includes, capabilities, architecture, kernel)
            && !Touches(r.Excludes, capabilities, architecture, kernel))],
    };

    private static bool Holds(SeccompCondition c, IReadOnlyCollection<string> capabilities, string architecture, Version kernel) =>
        c.Capabilities.All(capabilities.Contains)
        && (c.Architectures.Count == 0 || c.Architectures.Contains(architecture))
        && (c.MinimumKernel is null || kernel >= c.MinimumKernel);

    private static bool Touches(SeccompCondition c, IReadOnlyCollection<string> capabilities, string architecture, Version kernel) =>
        c.Capabilities.Any(capabilities.Contains)
        || c.Architectures.Contains(architecture)
        || (c.MinimumKernel is not null && kernel >= c.MinimumKernel);
}
