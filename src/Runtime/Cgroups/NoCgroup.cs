using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// A container without a cgroup of its own: it stays in its maker's, because a user who is not root may make none
/// (<see cref="CgroupAccess"/>). Nothing limits it, nothing lists or freezes its processes; its pid namespace ends them.
/// </summary>
internal sealed class NoCgroup : ICgroup
{
    /// <exception cref="RuntimeException">A limit, which needs a cgroup.</exception>
    public void Create(LinuxResources? resources)
    {
        if (CgroupAccess.FirstLimit(resources) is string limit)
        {
            throw new RuntimeException($"linux.resources.{limit}: this host has no cgroups");
        }
    }

    public void Update(LinuxResources resources) => Create(resources);

    public IReadOnlyList<int> Processes() => [];

    public void Signal(int signal)
    {
    }

    public void SetFrozen(bool frozen) => throw new RuntimeException("cannot toggle freezer: cgroups not configured for container");

    public bool IsFrozen() => false;

    public long OomKills() => 0;

    public ContainerStatistics Statistics() => throw new RuntimeException("the container has no cgroup, which statistics come from");

    public OomWatch? WatchOom() => null;

    public void Delete()
    {
    }
}
