using System.Runtime.InteropServices;
using static Berth.Linux.SyscallNumber;

namespace Berth.Linux;

/// <summary>What it takes to run a program to its end, with a limit of time, from the clone zone.</summary>
public static unsafe partial class Sys
{
    public const int SIGKILL = 9;
    public const short POLLIN = 1;

    /// <summary>
    /// fork(2) that also gives a descriptor of the child (CLONE_PIDFD). clone(2), as <see cref="fork"/>: where a filter is in force
    /// already, it may know clone3 not at all.
    /// </summary>
    public static int fork_pidfd(int* pidFd) => (int)Call(SYS_clone, (nint)CLONE_PIDFD | SIGCHLD, 0, (nint)pidFd, 0, 0);

    public static nint lseek(int fd, nint offset, int whence) => Call(SYS_lseek, fd, offset, whence);

    /// <summary>ppoll(2) on one descriptor until it can be read: 1, or 0 after so many seconds; forever for 0.</summary>
    public static int wait_readable(int fd, long seconds)
    {
        var entry = new pollfd_entry { fd = fd, events = POLLIN };

        // The kernel writes the rest of the time back: an interrupted wait goes on from there.
        long* time = stackalloc long[2];
        time[0] = seconds;
        time[1] = 0;
        nint result;
        do
        {
            result = Call(SYS_ppoll, (nint)(&entry), 1, seconds == 0 ? 0 : (nint)time, 0, sizeof(ulong));
        }
        while (result == -(int)Errno.EINTR);

        return (int)result;
    }

    /// <summary><c>struct pollfd</c>, poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct pollfd_entry
    {
        public int fd;
        public short events;
        public short revents;
    }
}
