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
        if (all || (signal == Signals.SIGKILL && !OwnPidNamespace(directory)))
        {
            // Without a pid namespace of its own the death of the init is not the death of the others.
            SignalAll(cgroup, signal);
            return;
        }

        if (!state.IsInitAlive())
        {
            throw new RuntimeException("container not running");
        }

        Signals.Kill(state.Pid, signal);
        if (signal == Signals.SIGKILL && cgroup.IsFrozen())
        {
            cgroup.SetFrozen(false);
        }
    }

    // Frozen meanwhile, so that no new process escapes between the look and the signal.
    private static void SignalAll(ICgroup cgroup, int signal)
    {
        bool wasFrozen = cgroup.IsFrozen();
        if (cgroup.Processes().Count == 0)
        {
            return;
        }

        cgroup.SetFrozen(true);
        foreach (int pid in cgroup.Processes())
        {
            Signals.Kill(pid, signal);
        }

        if (!wasFrozen || signal == Signals.SIGKILL)
        {
            cgroup.SetFrozen(false);
        }
    }

    private static bool OwnPidNamespace(StateDirectory directory) =>
        directory.ReadSpec().Linux?.Namespaces?.Any(n => n.Type == LinuxNamespaceType.Pid && string.IsNullOrEmpty(n.Path)) == true;
}
