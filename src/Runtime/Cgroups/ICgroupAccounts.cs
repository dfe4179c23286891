using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary>What a cgroup tells about its processes.</summary>
internal interface ICgroupAccounts
{
    /// <summary>How many of its processes the kernel has killed for lack of memory.</summary>
    long OomKills();

    ContainerStatistics Statistics();

    /// <summary>Hears of memory running out from now on; null on a host that does not tell.</summary>
    OomWatch? WatchOom();
}
