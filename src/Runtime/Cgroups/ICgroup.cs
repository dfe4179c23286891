using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// A container's cgroup, whatever the host's version of them. The container's process joins by itself
/// (<see cref="CgroupPaths.JoinFiles"/>).
/// </summary>
internal interface ICgroup
{
    /// <summary>Makes the directories and sets the limits. A directory that is there already must be empty of processes.</summary>
    /// <exception cref="RuntimeException">A limit that this host cannot set, by its path in the spec.</exception>
    void Create(LinuxResources? resources);

    /// <summary>All processes in it and below.</summary>
    IReadOnlyList<int> Processes();

    /// <summary>Stops or lets go all of its processes.</summary>
    void SetFrozen(bool frozen);

    bool IsFrozen();

    /// <summary>How many of its processes the kernel has killed for lack of memory.</summary>
    long OomKills();

    /// <summary>Kills what is in it, thaws it and removes it. Nothing there is no error.</summary>
    void Delete();
}
