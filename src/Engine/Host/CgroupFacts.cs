namespace Berth.Engine.Host;

/// <summary>Which cgroup hierarchies the host has, and which limits they can carry (cgroups(7)).</summary>
public sealed record CgroupFacts
{
    /// <summary>2 when all controllers are in the unified hierarchy, 1 otherwise (v1 and hybrid hosts).</summary>
    public required int Version { get; init; }

    public bool Memory { get; init; }

    public bool Swap { get; init; }

    public bool OomKillDisable { get; init; }

    public bool CpuShares { get; init; }

    public bool CpuCfs { get; init; }

    /// <summary>Real-time tasks have limits of their own (version 1 and CONFIG_RT_GROUP_SCHED).</summary>
    public bool CpuRealtime { get; init; }

    public bool Cpuset { get; init; }

    public bool Pids { get; init; }

    public bool BlkioWeight { get; init; }

    public bool BlkioThrottle { get; init; }

    /// <summary>CPUs that containers may be bound to, a list as <c>0-3</c>.</summary>
    public string Cpus { get; init; } = "";

    /// <summary>Memory nodes that containers may be bound to.</summary>
    public string MemoryNodes { get; init; } = "";
}
