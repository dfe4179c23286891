using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>Everything that goes into a container's plan.</summary>
internal sealed record PlanInput
{
    public required string Id { get; init; }

    public required string Bundle { get; init; }

    public required Spec Spec { get; init; }

    /// <summary>The root as a mount that is nowhere yet; null: what is at the spec's root.</summary>
    public int? Root { get; init; }

    public required HostFacts Facts { get; init; }

    /// <summary>The container's place in each hierarchy.</summary>
    public required Cgroups.CgroupPaths Cgroup { get; init; }

    /// <summary>Namespaces that are joined, opened and checked, by their kind; one that is not here is opened by the child.</summary>
    public IReadOnlyDictionary<string, int> NamespaceFiles { get; init; } = new Dictionary<string, int>();

    /// <summary>What is opened for the child (<see cref="MountSources"/>).</summary>
    public IReadOnlyList<MountSource> Sources { get; init; } = [];

    public SeccompProgram? Seccomp { get; init; }

    public StandardStreams Streams { get; init; } = StandardStreams.Inherited;

    public int PreserveFds { get; init; }

    public bool NoPivot { get; init; }

    public bool NoNewKeyring { get; init; }

    /// <summary>The listening socket of <see cref="Operation.AwaitStart"/>, -1 for the parent; null to execute at once.</summary>
    public int? StartGate { get; init; }
}

/// <summary>A filter for seccomp(2), compiled.</summary>
/// <param name="Instructions">BPF.</param>
/// <param name="Flags">SECCOMP_FILTER_FLAG_….</param>
internal sealed record SeccompProgram(byte[] Instructions, uint Flags)
{
    /// <summary>An agent is to get the filter's descriptor, from who makes the container: not from who starts it later.</summary>
    public bool AsksAgent => (Flags & Linux.Sys.SECCOMP_FILTER_FLAG_NEW_LISTENER) != 0;
}
