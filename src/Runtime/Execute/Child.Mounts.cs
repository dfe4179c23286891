using Berth.Linux;
using Berth.Runtime.Plan;
using Berth.Runtime.Validation;

namespace Berth.Runtime.Execute;

/// <summary>Mounts: made detached, configured, then moved onto a descriptor.</summary>
internal static unsafe partial class Child
{
    private const uint Attach = Sys.MOVE_MOUNT_F_EMPTY_PATH | Sys.MOVE_MOUNT_T_EMPTY_PATH;
    private const uint CloneTree = Sys.OPEN_TREE_CLONE | Sys.OPEN_TREE_CLOEXEC;

    private static int SetAttributes(int directory, byte* path, int flags, ulong set, ulong clear, ulong propagation)
    {
        var attributes = new Sys.mount_attr
        {
            attr_set = set,
            attr_clr = clear,
            propagation = propagation & ~MountOptions.PropagationRecursive,
        };

        // The access times are one field: what is set there replaces what was.
        if ((set & Sys.MOUNT_ATTR__ATIME) != 0)
        {
            attributes.attr_clr |= Sys.MOUNT_ATTR__ATIME;
        }

        return Errno(Sys.mount_setattr(directory, path, (uint)flags, &attributes));
    }

    private static int SetMountAttributes(int mount, bool recursive, ulong set, ulong clear, ulong propagation) =>
        SetAttributes(mount, NoPath, Sys.AT_EMPTY_PATH | (recursive ? Sys.AT_RECURSIVE : 0), set, clear, propagation);

    /// <summary>One change after the other, as <see cref="MountBits.Pack"/> has them.</summary>
    private static int SetPropagation(int mount, ulong packed)
    {
        int errno = 0;
        for (; errno == 0 && packed != 0; packed >>= 8)
        {
            ulong kind = packed & 0xf;
            ulong propagation = kind == 1 ? Sys.MS_UNBINDABLE : kind == 2 ? Sys.MS_PRIVATE : kind == 3 ? Sys.MS_SLAVE : Sys.MS_SHARED;
            errno = SetMountAttributes(mount, (packed & MountBits.Deep) != 0, 0, 0, propagation);
        }

        return errno;
    }

    private static int AttachMount(int mount, int target) =>
        Errno(Sys.move_mount(mount, NoPath, target, NoPath, Attach));

    /// <summary>A link in the image may lead a mount into /proc, where it may not be: EXDEV.</summary>
    private static int CheckCover(NativeOperation* op, int mount, int target)
    {
        if (op->Text3 != null && op->Text3[0] == ProcMounts.CoversFile || Sys.filesystem_type(mount) == Sys.PROC_SUPER_MAGIC)
        {
            return 0;
        }

        bool hides = op->Text3 != null || Sys.filesystem_type(target) == Sys.PROC_SUPER_MAGIC;
        return hides ? (int)Linux.Errno.EXDEV : 0;
    }

    private static int OpenRoot(NativeOperation* op, State* state)
    {
        if (op->Text2 != null)
        {
            // Shared with the host: a mount over the root must not appear there too.
            int cut = SetAttributes(Sys.AT_FDCWD, op->Text2, 0, 0, 0, Sys.MS_PRIVATE);
            if (cut != 0)
            {
                return cut;
            }
        }

        // Once, links followed: the mount goes on what was opened.
        int directory = op->Source > 0
            ? state->Sources[op->Source - 1]
            : Sys.openat(Sys.AT_FDCWD, op->Text1, O_CLOEXEC_PATH | Sys.O_DIRECTORY, 0);
        if (directory < 0)
        {
            return -directory;
        }

        state->Root = op->B >= 0 ? (int)op->B : Sys.open_tree(directory, NoPath, CloneTree | Sys.AT_RECURSIVE | Sys.AT_EMPTY_PATH);
        int errno = Errno(state->Root);
        if (errno == 0 && (op->Text2 != null || op->A != 0))
        {
            errno = SetMountAttributes(state->Root, true, 0, 0, Sys.MS_PRIVATE);
        }

        return CloseAnd(directory, errno != 0 ? errno : AttachMount(state->Root, directory));
    }

    private static int AdoptRoot(NativeOperation* op, State* state)
    {
        if (op->A >= 0)
        {
            state->Root = (int)op->A;
            return ChangeRoot(state);
        }

        state->Root = Sys.openat(Sys.AT_FDCWD, Literal("/"u8), O_CLOEXEC_PATH | Sys.O_DIRECTORY, 0);
        return Errno(state->Root);
    }

    /// <summary>A filesystem, mounted nowhere: its mount as a descriptor, or -errno.</summary>
    private static int CreateMount(byte* type, byte* settings, int mode, ulong attributes, bool readOnly = false)
    {
        int context = Sys.fsopen(type, Sys.FSOPEN_CLOEXEC);
        if (context < 0)
        {
            return context;
        }

        int result = settings == null ? 0 : Configure(context, settings);
        if (result == 0 && mode >= 0)
        {
            result = ConfigureMode(context, mode);
        }

        if (result == 0 && readOnly)
        {
            result = Sys.fsconfig(context, Sys.FSCONFIG_SET_FLAG, Literal("ro"u8), null, 0);
        }

        if (result == 0)
        {
            result = Sys.fsconfig(context, Sys.FSCONFIG_CMD_CREATE, null, null, 0);
        }

        if (result == 0)
        {
            result = Sys.fsmount(context, Sys.FSMOUNT_CLOEXEC, attributes);
        }

        Sys.close(context);
        return result;
    }

    private static int Configure(int context, byte* settings)
    {
        while (*settings != 0)
        {
            bool hasValue = *settings == PlanBytes.KeyValue;
            byte* key = settings + 1;
            byte* value = hasValue ? key + Length(key) + 1 : null;
            int result = Sys.fsconfig(context, hasValue ? Sys.FSCONFIG_SET_STRING : Sys.FSCONFIG_SET_FLAG, key, value, 0);
            if (result < 0)
            {
                return result;
            }

            byte* last = hasValue ? value : key;
            settings = last + Length(last) + 1;
        }

        return 0;
    }

    private static int ConfigureMode(int context, int mode)
    {
        byte* octal = stackalloc byte[5];
        for (int i = 3; i >= 0; i--)
        {
            octal[i] = (byte)('0' + (mode & 7));
            mode >>= 3;
        }

        octal[4] = 0;
        return Sys.fsconfig(context, Sys.FSCONFIG_SET_STRING, Literal("mode"u8), octal, 0);
    }

    private static int MountFilesystem(NativeOperation* op, State* state)
    {
        ulong further = (op->C & MountBits.Ordinary) != 0 ? Sys.RESOLVE_NO_SYMLINKS : 0;
        ulong flags = O_CLOEXEC_PATH | (uint)Sys.O_DIRECTORY;
        int target = Sys.openat2(state->Root, op->Text2, flags, 0, InRoot | further);
        Sys.statx_buffer status = default;
        int mode = -1;
        bool covers = target >= 0;
        if ((op->C & MountBits.KeepMode) != 0 && covers && Status(target, &status) == 0)
        {
            // A directory made here has no say in it.
            mode = status.stx_mode & 0xfff;
        }

        target = target == -(int)Linux.Errno.ENOENT ? MakePath(state->Root, op->Text2, 0x1ed, further) : target;
        if (target < 0)
        {
            return -target;
        }

        if ((op->C & MountBits.ByPath) != 0)
        {
            return CloseAnd(target, MountByPath(op, state, target, further, mode));
        }

        bool copies = covers && (op->C & MountBits.CopyUp) != 0;
        int mount = CreateMountOrReadOnly(op, mode, copies);
        if (mount < 0)
        {
            return CloseAnd(target, -mount);
        }

        int errno = copies ? CopyUp(target, mount) : 0;
        if (errno == 0 && copies)
        {
            errno = SetMountAttributes(mount, false, (ulong)op->A, 0, 0);
        }

        errno = errno != 0 ? errno : CheckCover(op, mount, target);
        errno = errno != 0 ? errno : AttachMount(mount, target);
        errno = errno != 0 ? errno : SetPropagation(mount, (ulong)op->B);
        Sys.close(target);
        return Settle(state, mount, errno, (op->C & MountBits.BecomesRoot) != 0);
    }

    /// <summary>What is mounted over the root is where later paths start; any other mount needs no descriptor any more.</summary>
    private static int Settle(State* state, int mount, int errno, bool becomesRoot)
    {
        if (errno != 0 || !becomesRoot)
        {
            return CloseAnd(mount, errno);
        }

        state->Root = mount;
        return 0;
    }

    /// <summary>As mount(8): what refuses to be mounted for writing, and is wanted read-only, is asked for just that.</summary>
    private static int CreateMountOrReadOnly(NativeOperation* op, int mode, bool writable)
    {
        ulong attributes = writable ? (ulong)op->A & ~Sys.MOUNT_ATTR_RDONLY : (ulong)op->A;
        int mount = CreateMount(op->Text1, op->Data, mode, attributes, false);
        bool refused = mount is -(int)Linux.Errno.EACCES or -(int)Linux.Errno.EROFS;
        return refused && ((ulong)op->A & Sys.MOUNT_ATTR_RDONLY) != 0
            ? CreateMount(op->Text1, op->Data, mode, attributes, true)
            : mount;
    }

    private static int MountBind(NativeOperation* op, State* state)
    {
        int tree = op->Source > 0
            ? state->Sources[op->Source - 1]
            : Sys.open_tree(Sys.AT_FDCWD, op->Text1, CloneTree | (op->A != 0 ? (uint)Sys.AT_RECURSIVE : 0));
        if (tree < 0)
        {
            return -tree;
        }

        Sys.statx_buffer status = default;
        int errno = Status(tree, &status);
        errno = errno != 0 ? errno : SetBindAttributes(op, tree);

        if (errno != 0)
        {
            return CloseAnd(tree, errno);
        }

        bool isDirectory = (status.stx_mode & Sys.S_IFMT) == Sys.S_IFDIR;
        int target = isDirectory ? MakePath(state->Root, op->Text2, 0x1ed, 0) : MakeFile(state->Root, op->Text2);
        if (target < 0)
        {
            return CloseAnd(tree, -target);
        }

        // move_mount(2) would say "invalid argument".
        errno = Status(target, &status);
        bool ontoDirectory = (status.stx_mode & Sys.S_IFMT) == Sys.S_IFDIR;
        errno = errno != 0 ? errno : isDirectory == ontoDirectory ? 0 : (int)(isDirectory ? Linux.Errno.ENOTDIR : Linux.Errno.EISDIR);
        errno = errno != 0 ? errno : CheckCover(op, tree, target);
        errno = errno != 0 ? errno : AttachMount(tree, target);
        errno = errno != 0 ? errno : SetPropagation(tree, (ulong)op->E);
        Sys.close(target);
        return Settle(state, tree, errno, (op->D & MountBits.BecomesRoot) != 0);
    }

    /// <summary>Those of the whole tree first: what is said of the mount itself counts for it.</summary>
    private static int SetBindAttributes(NativeOperation* op, int tree)
    {
        ulong deepSet = (ulong)op->B >> 32;
        ulong deepClear = (ulong)op->C >> 32;
        ulong set = (uint)op->B;
        ulong clear = (uint)op->C;
        int errno = (deepSet | deepClear) == 0 ? 0 : SetMountAttributes(tree, true, deepSet, deepClear, 0);
        return errno != 0 || (set | clear) == 0 ? errno : SetMountAttributes(tree, false, set, clear, 0);
    }

    private static int SetRootAttributes(NativeOperation* op, State* state)
    {
        int mount = Resolve(state->Root, op->Text1, 0);
        if (mount < 0)
        {
            return -mount;
        }

        bool recursive = ((ulong)op->B & MountOptions.PropagationRecursive) != 0;
        return CloseAnd(mount, SetMountAttributes(mount, recursive, (ulong)op->A, 0, (ulong)op->B));
    }

    private static int MaskPath(NativeOperation* op, State* state)
    {
        int target = Resolve(state->Root, op->Text1, 0);
        if (target is -(int)Linux.Errno.ENOENT or -(int)Linux.Errno.ENOTDIR)
        {
            return 0;
        }

        Sys.statx_buffer status = default;
        int errno = target < 0 ? -target : Status(target, &status);
        if (errno != 0)
        {
            return errno;
        }

        bool isDirectory = (status.stx_mode & Sys.S_IFMT) == Sys.S_IFDIR;
        int mount = isDirectory ? EmptyDirectory(state) : NullDevice();
        if (mount < 0)
        {
            return CloseAnd(target, -mount);
        }

        errno = AttachMount(mount, target);
        Sys.close(target);
        if (isDirectory && state->Mask < 0)
        {
            state->Mask = mount;
            return errno;
        }

        return CloseAnd(mount, errno);
    }

    // One tmpfs serves all masked directories: the first is made, the others are further mounts of it.
    private static int EmptyDirectory(State* state) => state->Mask >= 0
        ? Sys.open_tree(state->Mask, NoPath, CloneTree | Sys.AT_EMPTY_PATH)
        : CreateMount(Literal("tmpfs"u8), null, 0x1ed, Sys.MOUNT_ATTR_RDONLY | Sys.MOUNT_ATTR_NOSUID | Sys.MOUNT_ATTR_NODEV | Sys.MOUNT_ATTR_NOEXEC);

    // The host's, which the path still leads to, and checked to be what it says: a false one would show what it was to hide.
    private static int NullDevice()
    {
        int device = Sys.open_tree(Sys.AT_FDCWD, Literal("/dev/null"u8), CloneTree);
        Sys.statx_buffer status = default;
        if (device < 0 || (Status(device, &status) == 0 && IsDevice(&status, 1, 3)))
        {
            return device;
        }

        Sys.close(device);
        return -(int)Linux.Errno.ENODEV;
    }

    private static int ReadonlyPath(NativeOperation* op, State* state)
    {
        int target = Resolve(state->Root, op->Text1, 0);
        if (target is -(int)Linux.Errno.ENOENT or -(int)Linux.Errno.ENOTDIR)
        {
            return 0;
        }

        if (target < 0)
        {
            return -target;
        }

        int tree = Sys.open_tree(target, NoPath, CloneTree | Sys.AT_RECURSIVE | Sys.AT_EMPTY_PATH);
        if (tree < 0)
        {
            return CloseAnd(target, -tree);
        }

        int errno = SetMountAttributes(tree, true, Sys.MOUNT_ATTR_RDONLY, 0, 0);
        if (errno == 0)
        {
            errno = AttachMount(tree, target);
        }

        Sys.close(target);
        return CloseAnd(tree, errno);
    }

    private static int PivotRoot(NativeOperation* op, State* state)
    {
        int old = Sys.openat(Sys.AT_FDCWD, Literal("/"u8), O_CLOEXEC_PATH | Sys.O_DIRECTORY, 0);
        if (old < 0)
        {
            return -old;
        }

        // pivot_root(2), "pivot_root(".", ".")": the old root ends on top of the new one, from where it is taken off.
        int errno = Errno(Sys.fchdir(state->Root));
        errno = errno != 0 ? errno : Errno(Sys.pivot_root(Literal("."u8), Literal("."u8)));
        errno = errno != 0 ? errno : Errno(Sys.fchdir(old));
        if (errno == 0 && op->A != 0)
        {
            errno = SetAttributes(Sys.AT_FDCWD, Literal("."u8), Sys.AT_RECURSIVE, 0, 0, Sys.MS_SLAVE);
        }

        errno = errno != 0 ? errno : Errno(Sys.umount2(Literal("."u8), Sys.MNT_DETACH));
        errno = errno != 0 ? errno : Errno(Sys.chdir(Literal("/"u8)));
        return CloseAnd(old, errno);
    }

    private static int MoveRoot(State* state)
    {
        int errno = Errno(Sys.fchdir(state->Root));
        errno = errno != 0
            ? errno
            : Errno(Sys.move_mount(state->Root, NoPath, Sys.AT_FDCWD, Literal("/"u8), Sys.MOVE_MOUNT_F_EMPTY_PATH));
        errno = errno != 0 ? errno : Errno(Sys.chroot(Literal("."u8)));
        return errno != 0 ? errno : Errno(Sys.chdir(Literal("/"u8)));
    }

    private static int OpenProc(State* state)
    {
        state->Proc = CreateMount(
            Literal("proc"u8), null, -1, Sys.MOUNT_ATTR_NOSUID | Sys.MOUNT_ATTR_NODEV | Sys.MOUNT_ATTR_NOEXEC);
        if (state->Proc == -(int)Linux.Errno.EPERM)
        {
            // A user namespace mounts a procfs of its own pid namespace only: the host's is there until the root is pivoted.
            state->Proc = Sys.openat(Sys.AT_FDCWD, Literal("/proc"u8), O_CLOEXEC_PATH | Sys.O_DIRECTORY, 0);
            return state->Proc < 0 || Sys.filesystem_type(state->Proc) == Sys.PROC_SUPER_MAGIC ? Errno(state->Proc) : (int)Linux.Errno.EPERM;
        }

        return Errno(state->Proc);
    }
}
