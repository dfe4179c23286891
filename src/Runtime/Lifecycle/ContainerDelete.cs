using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime;

/// <summary>Removes what is left of a container that has stopped, or was never started, or (by force) still runs.</summary>
internal static class ContainerDelete
{
    public static void Delete(string stateRoot, string id, bool force)
    {
        if (StateDirectory.TryOpen(stateRoot, id) is not { } directory)
        {
            NotThere(force);
            return;
        }

        ContainerState? state = directory.TryRead() ?? RemoveHalfMade(directory, force);
        if (state is null)
        {
            NotThere(force);
            return;
        }

        string status = ContainerStatus.Of(directory, state);
        if (status is not StateStatus.Stopped and not StateStatus.Created && !force)
        {
            throw new RuntimeException($"cannot delete container {id} that is not stopped: {status}");
        }

        if (state.IsInitAlive())
        {
            Signals.Kill(state.Pid, Signals.SIGKILL);
        }

        Remove(new ContainerRemains(directory, state, ContainerStatus.CgroupOf(state), directory.ReadSpec().Hooks?.Poststop));
    }

    /// <summary>The cgroup with what is in it, the directory; then the poststop hooks.</summary>
    public static void Remove(ContainerRemains remains)
    {
        remains.Cgroup.Delete();
        RootMount.Remove(remains.State.Rootfs, remains.State.RootMount);
        remains.Directory.Delete();
        HookRunner.TryRun(remains.Poststop, "poststop", ContainerStatus.ToState(remains.State, StateStatus.Stopped));
    }

    private static void NotThere(bool force)
    {
        if (!force)
        {
            throw new RuntimeException("container does not exist");
        }
    }

    // A directory without a state: a creation that is going on, or died. In the first case it is waited for, and by force only.
    private static ContainerState? RemoveHalfMade(StateDirectory directory, bool force)
    {
        using CreationRecord? record = TryTake(directory, force);
        if (record?.IsInPlace() != true)
        {
            return null;
        }

        if (directory.TryRead() is { } state)
        {
            return state;
        }

        if (directory.TryReadUnfinished() is { } unfinished && unfinished.IsInitAlive())
        {
            Signals.Kill(unfinished.Pid, Signals.SIGKILL);
        }

        Cgroup.Of(new CgroupPaths(CgroupLayout.Read(), record.Read())).Delete();
        directory.Delete();
        return null;
    }

    private static CreationRecord? TryTake(StateDirectory directory, bool wait)
    {
        try
        {
            return CreationRecord.Take(directory, wait);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            // Deleted since it was looked for.
            return null;
        }
    }
}
