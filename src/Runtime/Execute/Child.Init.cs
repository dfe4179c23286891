using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>
/// The container's init (<c>--init</c>): process 1 never leaves the clone zone, so it needs no program inside the container and
/// costs the pages that it writes. It runs as the container's user, under the container's filter, without an open file.
/// </summary>
internal static unsafe partial class Child
{
    private const ulong AllSignals = ulong.MaxValue;
    private const int SignalExit = 128;

    /// <summary>Returns in the child only, which is in a process group of its own, with every signal let through again.</summary>
    private static int BecomeInit(NativeOperation* op, State* state)
    {
        OutliveParent(state);

        // Blocked, a signal waits for sigwait; unblocked, it would be lost on a process 1 without handlers.
        int errno = Errno(Sys.set_signal_mask(AllSignals));
        if (errno != 0)
        {
            return errno;
        }

        int child = Sys.fork();
        if (child < 0)
        {
            return -child;
        }

        if (child != 0)
        {
            Rename((byte*)op->B, op->C);
            Reap(child);
        }

        errno = Errno(Sys.setpgid(0, 0));
        if (errno == 0 && op->A != 0)
        {
            errno = TakeForeground();
        }

        return errno != 0 ? errno : Errno(Sys.set_signal_mask(0));
    }

    /// <summary>
    /// By the number of the group, as its own namespace knows it. Blocked as SIGTTOU is, the terminal lets a background group do
    /// so.
    /// </summary>
    private static int TakeForeground()
    {
        int group = Sys.getpid();
        return Errno(Sys.ioctl(0, Sys.TIOCSPGRP, &group));
    }

    /// <summary>
    /// The command line and the environment are the runtime's, with paths and perhaps secrets of the host in them: the container sees
    /// a name instead.
    /// </summary>
    private static void Rename(byte* arguments, long length)
    {
        byte* name = Literal("berth-init"u8);
        _ = Sys.prctl(Sys.PR_SET_NAME, (nint)name);
        int nameLength = Length(name);
        for (long i = 0; i < length; i++)
        {
            // The last byte stays NUL: without it the kernel would go on into the environment.
            arguments[i] = i < nameLength && i < length - 1 ? name[i] : (byte)0;
        }
    }

    /// <summary>Passes signals on and reaps, until the program ends; then ends as it did, and the kernel ends the rest.</summary>
    private static void Reap(int child)
    {
        // Open pipes would keep others from seeing the program close them, and the report's socket would hide its execve.
        _ = Sys.close_range(0, uint.MaxValue, 0);
        while (true)
        {
            int signal = Sys.sigwait(AllSignals);
            if (signal == Sys.SIGCHLD)
            {
                ReapAll(child);
            }
            else if (signal > 0)
            {
                _ = Sys.kill(child, signal);
            }
        }
    }

    /// <summary>Several children may have ended for one signal.</summary>
    private static void ReapAll(int child)
    {
        int status;
        int ended;
        while ((ended = Sys.wait4(-1, &status, Sys.WNOHANG)) > 0)
        {
            if (ended == child)
            {
                int signal = status & 0x7f;
                Sys.exit_group(signal == 0 ? status >> 8 & 0xff : SignalExit + signal);
            }
        }
    }
}
