using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>Streams, working directory, the wait for start, and execve.</summary>
internal static unsafe partial class Child
{
    private static int SetStreams(NativeOperation* op, State* state)
    {
        // First out of the way: a stream may be at the number that another one is to have.
        int* moved = stackalloc int[3];
        for (int i = 0; i < 3; i++)
        {
            int from = op->D != 0 ? state->Console : (int)(i == 0 ? op->A : i == 1 ? op->B : op->C);
            moved[i] = Sys.fcntl(from, Sys.F_DUPFD_CLOEXEC, 10);
            if (moved[i] < 0)
            {
                return -moved[i];
            }
        }

        for (int i = 0; i < 3; i++)
        {
            int result = Sys.dup3(moved[i], i, 0);
            Sys.close(moved[i]);
            if (result < 0)
            {
                return -result;
            }
        }

        return op->D != 0 && op->E == 0 ? Errno(Sys.ioctl(0, Sys.TIOCSCTTY, (nint)0)) : 0;
    }

    private static int OwnStreams(uint uid)
    {
        for (int fd = 0; fd < 3; fd++)
        {
            Sys.statx_buffer status;
            if (Status(fd, &status) != 0 || status.stx_uid == uid || IsDevice(&status, 1, 3))
            {
                continue;
            }

            // Not every file can be given away (read-only, another namespace's): the process then uses it as it is.
            int errno = Errno(Sys.fchown(fd, uid, Keep));
            bool tolerable = errno is 0 or (int)Linux.Errno.EINVAL or (int)Linux.Errno.EPERM or (int)Linux.Errno.EROFS;
            if (!tolerable)
            {
                return errno;
            }
        }

        return 0;
    }

    private static int ChangeDirectory(NativeOperation* op, State* state)
    {
        if (state->InDirectory)
        {
            return 0;
        }

        ulong flags = O_CLOEXEC_PATH | (uint)Sys.O_DIRECTORY;
        int directory = Sys.openat2(state->Root, op->Text1, flags, 0, InRoot);
        int errno = directory < 0 ? -directory : CloseAnd(directory, Errno(Sys.fchdir(directory)));
        if (errno is (int)Linux.Errno.ENOSYS or (int)Linux.Errno.EPERM)
        {
            // A filter that is in force by now and is older than openat2: the root is the container's, and below is what counts.
            errno = Errno(Sys.chdir(op->Text1));
        }

        if (errno != 0)
        {
            return errno == (int)Linux.Errno.EACCES && op->A != 0 ? 0 : errno;
        }

        // The kernel's own word that the directory is below the root: outside of it the path begins with "(unreachable)".
        byte* path = stackalloc byte[PathMax];
        int length = Sys.getcwd(path, PathMax);
        state->InDirectory = true;
        return length < 0 ? -length : path[0] == '/' ? 0 : (int)Linux.Errno.EXDEV;
    }

    private static int FindExecutable(NativeOperation* op, State* state)
    {
        byte* candidate = op->Data;
        int errno = (int)Linux.Errno.ENOENT;
        while (*candidate != 0)
        {
            errno = CheckExecutable(candidate);
            if (errno == 0)
            {
                state->Executable = candidate;
                return 0;
            }

            candidate += Length(candidate) + 1;
        }

        return errno;
    }

    private static int CheckExecutable(byte* path)
    {
        Sys.statx_buffer status;
        int errno = Errno(Sys.statx(Sys.AT_FDCWD, path, 0, Sys.STATX_TYPE | Sys.STATX_MODE, &status));
        if (errno == 0 && (status.stx_mode & Sys.S_IFMT) == Sys.S_IFDIR)
        {
            return (int)Linux.Errno.EISDIR;
        }

        errno = errno != 0 ? errno : Errno(Sys.faccessat2(Sys.AT_FDCWD, path, Sys.X_OK, Sys.AT_EACCESS));

        // A filter that is in force by now may know neither call: then execve says.
        return errno is (int)Linux.Errno.ENOSYS or (int)Linux.Errno.EPERM ? 0 : errno;
    }

    /// <summary>Says where it is, and goes on when the parent sends a byte.</summary>
    private static int AwaitParent(State* state, SyncKind kind)
    {
        int errno = Send(state, kind, -1);
        return errno != 0 ? errno : AwaitGo(state);
    }

    private static int AwaitGo(State* state)
    {
        byte go;
        nint got;
        do
        {
            got = Sys.read(state->Report, &go, 1);
        }
        while (got == -(int)Linux.Errno.EINTR);
        return got == 1 ? 0 : (int)Linux.Errno.EPIPE;
    }

    private static int AwaitStart(int listener, int first, State* state)
    {
        CloseOthers(first, state->Report, listener < 0 ? state->Report : listener);
        OutliveParent(state);
        if (listener < 0)
        {
            return AwaitParent(state, SyncKind.Created);
        }

        int errno = Send(state, SyncKind.Created, -1);
        errno = errno != 0 ? errno : AwaitRecord(state);
        if (errno != 0)
        {
            return errno;
        }

        int starter;
        do
        {
            starter = Sys.accept4(listener, Sys.SOCK_CLOEXEC);
        }
        while (starter == -(int)Linux.Errno.EINTR);
        if (starter < 0)
        {
            return -starter;
        }

        Sys.close(state->Report);
        Sys.close(listener);
        state->Report = starter;
        state->Started = 1;
        return 0;
    }

    /// <summary>Closes all from <paramref name="first"/> on but these two. A filter that is in force may forbid it: execve closes them anyway.</summary>
    private static void CloseOthers(int first, int one, int two)
    {
        int low = one < two ? one : two;
        int high = one < two ? two : one;
        if (first < low)
        {
            _ = Sys.close_range((uint)first, (uint)low - 1, 0);
        }

        int middle = first > low ? first : low + 1;
        if (middle < high)
        {
            _ = Sys.close_range((uint)middle, (uint)high - 1, 0);
        }

        _ = Sys.close_range((uint)(first > high ? first : high + 1), uint.MaxValue, 0);
    }

    private static int CloseDescriptors(int first)
    {
        for (int kept = 3; kept < first; kept++)
        {
            int result = Sys.fcntl(kept, Sys.F_SETFD, 0);
            if (result < 0)
            {
                return -result;
            }
        }

        return Errno(Sys.close_range((uint)first, uint.MaxValue, Sys.CLOSE_RANGE_CLOEXEC));
    }

    private static int Execute(NativeOperation* op, State* state)
    {
        // A starter may go before it has heard this; a parent may not: the container would run and nobody know of it.
        OutliveParent(state);
        int errno = Send(state, SyncKind.Executing, -1);
        if (state->Started == 0 && IsOrphan(errno))
        {
            return errno;
        }

        return Errno(Sys.execve(state->Executable, op->Arguments, op->Environment));
    }
}
