using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Seccomp;

namespace Berth.Runtime;

/// <summary>
/// The program that decides about the calls of <c>SCMP_ACT_NOTIFY</c> (seccomp_unotify(2)): it listens on <c>linux.seccomp.listenerPath</c>
/// and gets, on a connection a filter, one <see cref="ContainerProcessState"/> with the filter's descriptor.
/// </summary>
internal static class SeccompAgent
{
    /// <summary>
    /// What is to be done with the descriptor of a process's filter; null where there is no agent. A descriptor is taken out of the
    /// process by its number, which takes root's rights; without them the process sends it, by a call that must not wait for the agent.
    /// </summary>
    /// <exception cref="RuntimeException">The agent was to decide about the call that brings it the descriptor.</exception>
    public static Action<Fd, int>? For(LinuxSeccomp? filter, Func<int, State> state)
    {
        if (filter is null || !SeccompRules.AsksAgent(filter))
        {
            return null;
        }

        return Environment.IsPrivilegedProcess || !SeccompRules.AsksAgent(filter, "sendmsg")
            ? (descriptor, pid) => Tell(filter, descriptor, pid, state(pid))
            : throw new RuntimeException(
                $"invalid configuration: linux.seccomp.syscalls: {SeccompRules.Notify} cannot be used for the sendmsg syscall without root");
    }

    private static void Tell(LinuxSeccomp filter, Fd descriptor, int pid, State state)
    {
        byte[] message = SpecJson.Write(
            new ContainerProcessState
            {
                OciVersion = Spec.CurrentVersion,
                Fds = [ContainerProcessState.SeccompFd],
                Pid = pid,
                Metadata = filter.ListenerMetadata,
                State = state,
            });
        try
        {
            using Fd connection = UnixSocket.Connect(filter.ListenerPath!);
            UnixSocket.Send(connection, message, descriptor);
        }
        catch (LinuxException e)
        {
            throw new RuntimeException($"linux.seccomp.listenerPath: {filter.ListenerPath}: {LinuxException.Text(e.Errno)}", cause: e);
        }
    }
}
