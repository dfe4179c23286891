using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>Device nodes, links and the terminal.</summary>
internal static unsafe partial class Child
{
    private static int MakeNode(NativeOperation* op, State* state)
    {
        int parent = MakeParent(state->Root, op->Text1, out byte* name);
        if (parent < 0)
        {
            return -parent;
        }

        int result = Sys.mknodat(parent, name, (uint)op->A, (uint)op->B);
        if (result == -(int)Linux.Errno.EEXIST)
        {
            // Without a fresh /dev the image may have one: it has to be the very device.
            return CloseAnd(parent, CheckNode(op, parent, name, Sys.AT_SYMLINK_NOFOLLOW));
        }

        if (result == -(int)Linux.Errno.EPERM)
        {
            return CloseAnd(parent, BindNode(op, state));
        }

        if (result == 0 && (op->C | op->D) != 0)
        {
            result = Sys.fchownat(parent, name, (uint)op->C, (uint)op->D, Sys.AT_SYMLINK_NOFOLLOW);
        }

        return CloseAnd(parent, Errno(result));
    }

    /// <summary>A user namespace makes no device nodes: it gets the host's of that path, given that it is the very device.</summary>
    private static int BindNode(NativeOperation* op, State* state)
    {
        int tree = Sys.open_tree(Sys.AT_FDCWD, op->Text1, CloneTree);
        if (tree < 0)
        {
            return -tree;
        }

        int errno = CheckNode(op, tree, NoPath, Sys.AT_EMPTY_PATH);
        if (errno != 0)
        {
            return CloseAnd(tree, errno == (int)Linux.Errno.EEXIST ? (int)Linux.Errno.ENODEV : errno);
        }

        int target = MakeFile(state->Root, op->Text1);
        if (target < 0)
        {
            return CloseAnd(tree, -target);
        }

        errno = AttachMount(tree, target);
        Sys.close(target);
        return CloseAnd(tree, errno);
    }

    private static int CheckNode(NativeOperation* op, int parent, byte* name, int flags)
    {
        Sys.statx_buffer status;
        int errno = Errno(Sys.statx(parent, name, flags, Sys.STATX_TYPE, &status));
        uint major = (uint)(op->B >> 8) & 0xfff;
        uint minor = (uint)(op->B & 0xff) | ((uint)(op->B >> 12) & 0xfff00);
        bool same = (status.stx_mode & Sys.S_IFMT) == ((uint)op->A & Sys.S_IFMT)
            && status.stx_rdev_major == major && status.stx_rdev_minor == minor;
        return errno != 0 ? errno : same ? 0 : (int)Linux.Errno.EEXIST;
    }

    private static int MakeSymlink(NativeOperation* op, State* state)
    {
        int parent = MakeParent(state->Root, op->Text1, out byte* name);
        if (parent < 0)
        {
            return -parent;
        }

        int result = Sys.symlinkat(op->Text2, parent, name);
        return CloseAnd(parent, result == -(int)Linux.Errno.EEXIST ? 0 : Errno(result));
    }

    private static int OpenConsole(NativeOperation* op, State* state)
    {
        // Before it is opened, and of what was opened: to open some devices does something (a watchdog).
        int flags = OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC;
        int place = Resolve(state->Root, Literal("dev/pts/ptmx"u8), 0);
        int errno = place < 0 ? -place : CloseAnd(place, CheckMultiplexer(place));
        int master = errno != 0 ? -errno : Sys.openat2(state->Root, Literal("dev/pts/ptmx"u8), (ulong)flags, 0, InRoot);
        if (master < 0)
        {
            return -master;
        }

        errno = CheckMultiplexer(master);

        // The slave is opened through its master, not by the name that the master says: no path can lead elsewhere.
        int locked = 0;
        errno = errno != 0 ? errno : Errno(Sys.ioctl(master, Sys.TIOCSPTLCK, &locked));
        if (errno == 0)
        {
            state->Console = Sys.ioctl(master, Sys.TIOCGPTPEER, flags);
            errno = Errno(state->Console);
        }

        if (errno == 0)
        {
            errno = PrepareConsole(op, state, master);
        }

        return CloseAnd(master, errno);
    }

    private static int CheckMultiplexer(int file)
    {
        Sys.statx_buffer status;
        int errno = Status(file, &status);
        bool isIt = errno == 0 && IsDevice(&status, 5, 2) && Sys.filesystem_type(file) == Sys.DEVPTS_SUPER_MAGIC;
        return errno != 0 ? errno : isIt ? 0 : (int)Linux.Errno.ENODEV;
    }

    private static int PrepareConsole(NativeOperation* op, State* state, int master)
    {
        int errno = 0;
        if (op->A != 0 || op->B != 0)
        {
            var size = new Sys.winsize { ws_row = (ushort)op->A, ws_col = (ushort)op->B };
            errno = Errno(Sys.ioctl(state->Console, Sys.TIOCSWINSZ, &size));
        }

        errno = errno != 0 ? errno : Errno(Sys.fchown(state->Console, (uint)op->C, Keep));
        if (errno == 0 && op->D != 0)
        {
            errno = BindConsole(state);
        }

        return errno != 0 ? errno : Send(state, SyncKind.Console, master);
    }

    private static int BindConsole(State* state)
    {
        int tree = Sys.open_tree(state->Console, NoPath, CloneTree | Sys.AT_EMPTY_PATH);
        if (tree < 0)
        {
            return -tree;
        }

        // A link in the image must not decide what the terminal covers.
        int target = Resolve(state->Root, Literal("/dev/console"u8), Sys.RESOLVE_NO_SYMLINKS);
        target = target == -(int)Linux.Errno.ENOENT ? MakeFile(state->Root, Literal("/dev/console"u8)) : target;
        if (target < 0)
        {
            return CloseAnd(tree, -target);
        }

        int errno = AttachMount(tree, target);
        Sys.close(target);
        return CloseAnd(tree, errno);
    }
}
