using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>
/// The way into a container whose processes may trace others (CAP_SYS_PTRACE). What is born into its pid namespace can be reached by
/// them from its first instant, by /proc/PID/root for one; so nothing is, until it has no more than they have.
/// </summary>
internal static unsafe partial class Child
{
    /// <summary>Returns in the sibling only, which says who it is.</summary>
    private static int EnterPidNamespace(int first, bool terminal, State* state)
    {
        CloseOthers(first, state->Report, state->Report);
        int child = Sys.fork_sibling();
        if (child < 0)
        {
            return -child;
        }

        while (child > 0)
        {
            Sys.exit_group(0);
        }

        // A session is a process's own: the one that has ended would have taken the terminal with it.
        int errno = Errno(Sys.setsid());
        errno = errno == 0 && terminal ? Errno(Sys.ioctl(0, Sys.TIOCSCTTY, (nint)0)) : errno;
        int self = errno != 0 ? -errno : Sys.pidfd_open(Sys.getpid());
        return self < 0 ? -self : CloseAnd(self, Send(state, SyncKind.Successor, self));
    }
}
