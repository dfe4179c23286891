using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime;

/// <summary>Sends a signal to a container's init, or to everything in it.</summary>
internal static class ContainerKill
{
    public static void Kill(string stateRoot, string id, int signal, bool all)
    {
        StateDirectory directory = StateDirectory.Open(stateRoot, id);
        ContainerState state = directory.Read();
        ICgroup cgroup = ContainerStatus.CgroupOf(state);
        bool alive = state.IsInitAlive();
        if (all || (signal == Signals.SIGKILL && !OwnPidNamespace(directory)))
        {
            // Without a pid namespace of its own the death of the init is not the death of the others.
            SignalAll(cgroup, state, signal, alive, all);
            return;
        }

        if (!alive)
        {
            throw new RuntimeException("container not running");
        }

        Signals.Kill(state.Pid, signal);
        if (signal == Signals.SIGKILL && cgroup.IsFrozen())
        {
            cgroup.SetFrozen(false);
        }
    }

    private static void SignalAll(ICgroup cgroup, ContainerState state, int signal, bool alive, bool all)
    {
        bool populated = cgroup.Processes().Count > 0;
        if (!all && !populated && !alive)
        {
            throw new RuntimeException("container not running");
        }

        if (populated)
        {
            cgroup.Signal(signal);
        }

        // Where it has no cgroup, or has left it.
        if (alive && (!populated || signal == Signals.SIGKILL))
        {
            Signals.Kill(state.Pid, signal);
        }
    }

    private static bool OwnPidNamespace(StateDirectory directory) =>
        directory.ReadSpec().Linux?.Namespaces?.Any(n => n.Type == LinuxNamespaceType.Pid && string.IsNullOrEmpty(n.Path)) == true;
}
