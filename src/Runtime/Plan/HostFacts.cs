using Berth.Runtime.Cgroups;

namespace Berth.Runtime.Plan;

/// <summary>What a plan depends on beside the spec: gathered once, so that compiling is a pure function.</summary>
internal sealed record HostFacts
{
    /// <summary>Capabilities of the runtime's own bounding set.</summary>
    public ulong Capabilities { get; init; }

    /// <summary>The runtime has CAP_SYS_ADMIN in its own user namespace: it can do for a child what the child cannot.</summary>
    public bool Privileged { get; init; } = true;

    /// <summary>
    /// The runtime is root of a user namespace that does not own its pid namespace: it could not come back from another one, and
    /// what its containers share with it is not its own to join.
    /// </summary>
    public bool KeepsPidNamespace { get; init; }

    /// <summary>The runtime's user namespace forbids setgroups(2), for ever: who comes into it keeps the groups that he has.</summary>
    public bool DeniesGroups { get; init; }

    public int LastCapability { get; init; }

    /// <summary>The runtime's own oom_score_adj, which the container would inherit.</summary>
    public int OomScoreAdj { get; init; }

    public bool AppArmor { get; init; }

    /// <summary>The runtime is not root, and cannot take a descriptor out of a process that forbids dumps.</summary>
    public bool SendsDescriptors { get; init; }

    /// <summary>/proc/kcore is there.</summary>
    public bool Kcore { get; init; }

    /// <summary>The mount that the root filesystem lies on; needed where mounts are shared with the host.</summary>
    public string? RootParentMount { get; init; }

    /// <summary>The home directory of the process's user, by the container's /etc/passwd.</summary>
    public string Home { get; init; } = "/";

    /// <summary>The runtime's own command line and environment, which an init must not show in the container; read only where there is to be one.</summary>
    public ArgumentArea OwnArguments { get; init; }

    public required CgroupLayout Cgroups { get; init; }
}
