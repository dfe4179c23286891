using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>Removes what is left of a container that has stopped, or was never started, or (by force) still runs.</summary>
internal static class ContainerDelete
{
    public static void Delete(string stateRoot, string id, bool force)
    {
        StateDirectory directory;
        ContainerState state;
        try
        {
            directory = StateDirectory.Open(stateRoot, id);
            state = directory.Read();
        }
        catch (RuntimeException) when (force)
        {
            RemoveRemains(stateRoot, id);
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

    // A create that died half-way leaves a directory without a state.
    private static void RemoveRemains(string stateRoot, string id)
    {
        if (Directory.Exists($"{stateRoot}/{id}"))
        {
            StateDirectory.Open(stateRoot, id).Delete();
        }
    }
}
