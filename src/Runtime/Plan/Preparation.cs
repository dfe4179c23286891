using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>
/// What the parent does for a child that waits for it (<see cref="Operation.AwaitPreparation"/>), because only a process outside of the
/// child's user namespace may: docs/decisions/0006.
/// </summary>
internal sealed record Preparation
{
    /// <summary>Of a user namespace that the child was cloned into; of one that was joined, what its maps have to be; or empty.</summary>
    public IReadOnlyList<LinuxIdMapping> UidMappings { get; init; } = [];

    public IReadOnlyList<LinuxIdMapping> GidMappings { get; init; } = [];

    /// <summary>The user namespace was joined: it has its maps.</summary>
    public bool Joined { get; init; }

    /// <summary>Limits whose hard value the child could not raise by itself.</summary>
    public IReadOnlyList<Rlimit> Limits { get; init; } = [];

    /// <summary>Which the child could not lower by itself.</summary>
    public int? OomScoreAdj { get; init; }

    /// <summary>The user, by the container's numbers, that pipes at 0, 1 and 2 are given to; null leaves them.</summary>
    public uint? StreamOwner { get; init; }

    /// <summary>The process whose user namespace <see cref="StreamOwner"/> is a number of; 0 for the child itself.</summary>
    public int UsersOf { get; init; }

    /// <summary>What is opened in the child's mount namespace and passed to it, in this order.</summary>
    public IReadOnlyList<MountSource> Sources { get; init; } = [];

    /// <summary>MS_SLAVE, MS_PRIVATE: what the mounts of <see cref="Sources"/> are to those they are copies of; 0 leaves it.</summary>
    public ulong Propagation { get; init; }

    /// <summary>The lines of <c>create --plan</c>.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (LinuxIdMapping map in UidMappings)
        {
            yield return $"parent: {(Joined ? "check " : "")}uid map {map.ContainerId} {map.HostId} {map.Size}";
        }

        foreach (LinuxIdMapping map in GidMappings)
        {
            yield return $"parent: {(Joined ? "check " : "")}gid map {map.ContainerId} {map.HostId} {map.Size}";
        }

        foreach (Rlimit limit in Limits)
        {
            yield return $"parent: hard limit {limit.Type} {limit.Hard}";
        }

        if (OomScoreAdj is int score)
        {
            yield return $"parent: oom_score_adj = {score}";
        }

        if (StreamOwner is uint owner)
        {
            yield return $"parent: give streams to {owner}";
        }

        foreach (MountSource source in Sources)
        {
            yield return $"parent: open {source}";
        }
    }
}
