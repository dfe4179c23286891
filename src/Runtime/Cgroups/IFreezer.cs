namespace Berth.Runtime.Cgroups;

/// <summary>Stopping all processes of a cgroup without their noticing.</summary>
internal interface IFreezer
{
    /// <summary>Stops or lets go all of its processes; returns when it is so.</summary>
    /// <exception cref="RuntimeException">The host has no freezer, or a process cannot be stopped.</exception>
    void SetFrozen(bool frozen);

    /// <summary>Whether it was frozen itself, not only something above it.</summary>
    bool IsFrozen();
}
