using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>Namespaces: joined, new, and the way into a user namespace (docs/decisions/0006).</summary>
internal static unsafe partial class Child
{
    private static int JoinNamespace(NativeOperation* op)
    {
        if (op->B >= 0)
        {
            return Errno(Sys.setns((int)op->B, (ulong)op->A));
        }

        int fd = Sys.openat(Sys.AT_FDCWD, op->Text1, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        return fd < 0 ? -fd : CloseAnd(fd, Errno(Sys.setns(fd, (ulong)op->A)));
    }

    /// <summary>Returns in the new process, which has the same parent and tells it who goes on now.</summary>
    private static int CloneAgain(NativeOperation* op, State* state)
    {
        var arguments = new Sys.clone_args { flags = (ulong)op->A | Sys.CLONE_PARENT };
        int pid = Sys.clone3(&arguments);
        if (pid < 0)
        {
            return -pid;
        }

        while (pid > 0)
        {
            Sys.exit_group(0);
        }

        int self = Sys.pidfd_open(Sys.getpid());
        return self < 0 ? -self : CloseAnd(self, Send(state, SyncKind.Successor, self));
    }

    /// <summary>Says that it waits; takes the descriptors that come, one a message; then the byte that lets it go on.</summary>
    private static int AwaitPreparation(NativeOperation* op, State* state)
    {
        state->Sources = (int*)op->Data;
        int errno = Send(state, SyncKind.Prepare, -1);
        for (long i = 0; errno == 0 && i < op->A; i++)
        {
            errno = ReceiveDescriptor(state->Report, state->Sources + i);
        }

        return errno != 0 ? errno : AwaitGo(state);
    }

    private static int ReceiveDescriptor(int socket, int* received)
    {
        byte mark;
        var part = new Sys.iovec { iov_base = &mark, iov_len = 1 };
        var control = default(Sys.cmsg_fd);
        var header = new Sys.msghdr
        {
            msg_iov = &part, msg_iovlen = 1, msg_control = &control, msg_controllen = (nuint)sizeof(Sys.cmsg_fd),
        };
        nint got;
        do
        {
            got = Sys.recvmsg(socket, &header, Sys.MSG_CMSG_CLOEXEC);
        }
        while (got == -(int)Linux.Errno.EINTR);
        if (got != 1 || header.msg_controllen == 0 || control.cmsg_type != Sys.SCM_RIGHTS)
        {
            return got < 0 ? (int)-got : (int)Linux.Errno.EPIPE;
        }

        *received = control.fd;
        return 0;
    }

    private static int OpenSource(NativeOperation* op, State* state)
    {
        int fd = op->B != 0
            ? Sys.openat(Sys.AT_FDCWD, op->Text1, O_CLOEXEC_PATH | Sys.O_DIRECTORY, 0)
            : Sys.open_tree(Sys.AT_FDCWD, op->Text1, CloneTree | (op->A != 0 ? (uint)Sys.AT_RECURSIVE : 0));
        state->Sources[op->Source - 1] = fd;
        return Errno(fd);
    }

    private static int BecomeRoot()
    {
        // Groups of the caller that the namespace does not let go stay, and mean nothing in it.
        int errno = Errno(Sys.setgroups(0, null));
        errno = errno is 0 or (int)Linux.Errno.EPERM ? Errno(Sys.setresgid(0, 0, 0)) : errno;
        return errno != 0 ? errno : Errno(Sys.setresuid(0, 0, 0));
    }

    /// <summary>Made for children, given its offsets, then joined: nobody may be in it when they are set.</summary>
    private static int NewTimeNamespace(NativeOperation* op)
    {
        int errno = Errno(Sys.unshare(Sys.CLONE_NEWTIME));
        if (errno == 0 && op->DataLength > 0)
        {
            errno = WriteFile(Sys.AT_FDCWD, Literal("/proc/self/timens_offsets"u8), op->Data, op->DataLength, 0);
        }

        if (errno != 0)
        {
            return errno;
        }

        byte* path = Literal("/proc/self/ns/time_for_children"u8);
        int fd = Sys.openat(Sys.AT_FDCWD, path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        return fd < 0 ? -fd : CloseAnd(fd, Errno(Sys.setns(fd, Sys.CLONE_NEWTIME)));
    }

    private static int ChangeRoot(State* state)
    {
        int errno = Errno(Sys.fchdir(state->Root));
        return errno != 0 ? errno : Errno(Sys.chroot(Literal("."u8)));
    }
}
