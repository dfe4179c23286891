using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>
/// A child whose parent has died half-way ends too, so that nobody has to look for it: until its container has been written down the
/// kernel kills it (PR_SET_PDEATHSIG); after that, or where a change of user has cancelled that, it finds the socket to its parent closed.
/// </summary>
internal static unsafe partial class Child
{
    private static void EndWithParent() => _ = Sys.prctl(Sys.PR_SET_PDEATHSIG, Sys.SIGKILL);

    /// <summary>Before a filter is loaded that may not know the call, and before the parent may go.</summary>
    private static void OutliveParent(State* state)
    {
        if (state->OutlivesParent == 0)
        {
            state->OutlivesParent = 1;
            _ = Sys.prctl(Sys.PR_SET_PDEATHSIG, 0);
        }
    }

    /// <summary>Whether an error on the socket means that its other end is closed; a filter may forbid to use it at all.</summary>
    private static bool IsOrphan(int errno) => errno is (int)Linux.Errno.EPIPE or (int)Linux.Errno.ECONNRESET;

    /// <summary>Created is said; goes on once the parent has written the container down.</summary>
    private static int AwaitRecord(State* state)
    {
        byte saved;
        nint got;
        do
        {
            got = Sys.read(state->Report, &saved, 1);
        }
        while (got == -(int)Linux.Errno.EINTR);
        return got == 0 || IsOrphan((int)-got) ? (int)Linux.Errno.EPIPE : 0;
    }
}
