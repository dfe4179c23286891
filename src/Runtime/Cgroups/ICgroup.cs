using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// A container's cgroup, whatever the host's version of them. The container's process joins by itself
/// (<see cref="CgroupPaths.JoinFiles(bool)"/>).
/// </summary>
internal interface ICgroup : IFreezer, ICgroupAccounts
{
    /// <summary>
    /// Makes the directories and sets the limits. A directory that is there already must be empty of processes. What was made is removed
    /// again when something fails.
    /// </summary>
    /// <exception cref="RuntimeException">A limit that this host cannot set, by its path in the spec; a cgroup in use.</exception>
    void Create(LinuxResources? resources);

    /// <summary>Changes the limits that are there; what was changed is changed back when one cannot be set.</summary>
    /// <exception cref="RuntimeException">A limit that cannot be set, by its path in the spec.</exception>
    void Update(LinuxResources resources);

    /// <summary>All processes in it and below.</summary>
    IReadOnlyList<int> Processes();

    /// <summary>Sends a signal to all of its processes; none that is being made meanwhile escapes.</summary>
    void Signal(int signal);

    /// <summary>Kills what is in it, thaws it and removes it, waiting for both. Nothing there is no error.</summary>
    /// <exception cref="RuntimeException"><c>container's cgroup is not empty</c>: something in it does not die.</exception>
    void Delete();
}
