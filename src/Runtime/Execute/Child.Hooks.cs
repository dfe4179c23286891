using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>Hooks that run in the container's namespaces: children of the container's own process, to their end.</summary>
internal static unsafe partial class Child
{
    // Above the numbers that the hook's own streams get.
    private const int AboveStreams = 10;

    private static int RunHook(NativeOperation* op, State* state)
    {
        int input = WriteState(op);
        if (input < 0)
        {
            return -input;
        }

        int complaints = AtLeast(Sys.memfd_create(Literal("stderr"u8), Sys.MFD_CLOEXEC));
        if (complaints < 0)
        {
            return CloseAnd(input, -complaints);
        }

        int pidFd = -1;
        int pid = Sys.fork_pidfd(&pidFd);
        if (pid == 0)
        {
            int errno = ExecuteHook(op, state, input, complaints);
            Fail(state, op, errno);
            Sys.exit_group(1);
        }

        Sys.close(input);
        int result = pid < 0 ? -pid : AwaitHook(pid, pidFd, op->C);
        if (result != 0)
        {
            state->Complaints = complaints;
            return result;
        }

        return CloseAnd(complaints, 0);
    }

    /// <summary>In the hook's own process: returns when it could not be executed.</summary>
    private static int ExecuteHook(NativeOperation* op, State* state, int input, int complaints)
    {
        // Nothing that the caller of the runtime left open is for hooks.
        int errno = Errno(Sys.close_range(3, uint.MaxValue, Sys.CLOSE_RANGE_CLOEXEC));
        errno = errno != 0 ? errno : Errno(Sys.dup3(input, 0, 0));
        errno = errno != 0 ? errno : Errno(Sys.dup3(complaints, 1, 0));
        errno = errno != 0 ? errno : Errno(Sys.dup3(complaints, 2, 0));
        if (errno == 0 && op->A != 0)
        {
            errno = Errno(Sys.fchdir(state->Root));
        }

        return errno != 0 ? errno : Errno(Sys.execve(op->Text1, op->Arguments, op->Environment));
    }

    /// <summary>Waits for its end: 0, or how it failed (<see cref="SyncMessage.Errno"/>).</summary>
    private static int AwaitHook(int pid, int pidFd, long seconds)
    {
        int ready = seconds > 0 ? Sys.wait_readable(pidFd, seconds) : 1;
        Sys.close(pidFd);
        if (ready <= 0)
        {
            _ = Sys.kill(pid, Sys.SIGKILL);
        }

        int status;
        int ended;
        do
        {
            ended = Sys.wait4(pid, &status, 0);
        }
        while (ended == -(int)Linux.Errno.EINTR);
        if (ended < 0 || ready < 0)
        {
            return ended < 0 ? -ended : -ready;
        }

        return ready == 0 ? SyncMessage.HookTimedOut : status == 0 ? 0 : SyncMessage.HookEnded + status;
    }

    /// <summary>The state as a file that is read from its start; the process ID is this process's own, as its namespace knows it.</summary>
    private static int WriteState(NativeOperation* op)
    {
        int file = AtLeast(Sys.memfd_create(Literal("state"u8), Sys.MFD_CLOEXEC));
        if (file < 0)
        {
            return file;
        }

        byte* digits = stackalloc byte[12];
        int at = 12;
        for (int rest = Sys.getpid(); rest != 0 || at == 12; rest /= 10)
        {
            digits[--at] = (byte)('0' + (rest % 10));
        }

        int before = (int)op->D;
        bool whole = WriteAll(file, op->Data, before)
            && WriteAll(file, digits + at, 12 - at)
            && WriteAll(file, op->Data + before, op->DataLength - before)
            && Sys.lseek(file, 0, 0) == 0;
        return whole ? file : -CloseAnd(file, (int)Linux.Errno.EIO);
    }

    private static bool WriteAll(int file, byte* data, int length)
    {
        while (length > 0)
        {
            nint written = Sys.write(file, data, length);
            if (written <= 0)
            {
                return false;
            }

            data += written;
            length -= (int)written;
        }

        return true;
    }

    /// <summary>The same file under a number above the streams; -errno as it came.</summary>
    private static int AtLeast(int fd)
    {
        if (fd < 0 || fd >= AboveStreams)
        {
            return fd;
        }

        int moved = Sys.fcntl(fd, Sys.F_DUPFD_CLOEXEC, AboveStreams);
        Sys.close(fd);
        return moved;
    }
}
