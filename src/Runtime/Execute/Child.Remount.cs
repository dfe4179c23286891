using Berth.Linux;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>Mounts that are changed in place, and mounts that only mount(2) can make.</summary>
internal static unsafe partial class Child
{
    private const ulong EveryAttribute = Sys.MOUNT_ATTR_RDONLY | Sys.MOUNT_ATTR_NOSUID | Sys.MOUNT_ATTR_NODEV | Sys.MOUNT_ATTR_NOEXEC
        | Sys.MOUNT_ATTR_NODIRATIME | Sys.MOUNT_ATTR_NOSYMFOLLOW;

    /// <summary>mount(2), MS_REMOUNT: the flags are those that are given and no others; access times stay where none is.</summary>
    private static int Remount(NativeOperation* op, State* state)
    {
        int target = Resolve(state->Root, op->Text1, 0);
        if (target < 0)
        {
            return -target;
        }

        Sys.statx_buffer status = default;
        int errno = Status(target, &status);
        if (errno == 0 && (status.stx_attributes & Sys.STATX_ATTR_MOUNT_ROOT) == 0)
        {
            errno = (int)Linux.Errno.EINVAL;
        }

        if (errno == 0 && op->Data != null)
        {
            errno = Reconfigure(target, op->Data);
        }

        errno = errno != 0 ? errno : SetMountAttributes(target, false, (ulong)op->A, EveryAttribute | (ulong)op->C, 0);
        errno = errno != 0 ? errno : SetPropagation(target, (ulong)op->B);
        return CloseAnd(target, errno);
    }

    private static int Reconfigure(int mount, byte* settings)
    {
        int context = Sys.fspick(mount, NoPath, Sys.FSPICK_CLOEXEC | Sys.FSPICK_EMPTY_PATH);
        if (context < 0)
        {
            return -context;
        }

        int result = Configure(context, settings);
        result = result < 0 ? result : Sys.fsconfig(context, Sys.FSCONFIG_CMD_RECONFIGURE, null, null, 0);
        return CloseAnd(context, Errno(result));
    }

    /// <summary>
    /// By path, which is ".": the directory that is held open. What is left to do is done by the path of the new mount, found again and
    /// checked to be the root of a mount.
    /// </summary>
    private static int MountByPath(NativeOperation* op, State* state, int target, ulong further, int mode)
    {
        byte* source = op->Data;
        byte* data = source + Length(source) + 1;
        int errno = Errno(Sys.fchdir(target));
        errno = errno != 0 ? errno : Errno(Sys.mount(source, Literal("."u8), op->Text1, (ulong)op->D & ~ReadOnlyIf(op), data));
        _ = Sys.chdir(Literal("/"u8));
        if (errno != 0)
        {
            return errno;
        }

        int mount = Resolve(state->Root, op->Text2, further);
        Sys.statx_buffer status = default;
        errno = mount < 0 ? -mount : Status(mount, &status);
        if (errno == 0 && (status.stx_attributes & Sys.STATX_ATTR_MOUNT_ROOT) == 0)
        {
            errno = (int)Linux.Errno.EBUSY;
        }

        errno = errno != 0 ? errno : CheckCover(op, mount, target);
        errno = errno != 0 ? errno : FinishByPath(op, target, mount, mode);
        return mount < 0 ? errno : CloseAnd(mount, errno);
    }

    // To be written to before it becomes read-only.
    private static ulong ReadOnlyIf(NativeOperation* op) => (op->C & MountBits.CopyUp) != 0 ? Sys.MS_RDONLY : 0;

    private static int FinishByPath(NativeOperation* op, int target, int mount, int mode)
    {
        int errno = 0;
        if (mode >= 0)
        {
            int directory = Sys.openat(mount, Literal("."u8), CopyFlags | Sys.O_DIRECTORY, 0);
            errno = directory < 0 ? -directory : CloseAnd(directory, Errno(Sys.fchmod(directory, (uint)mode)));
        }

        if (errno == 0 && (op->C & MountBits.CopyUp) != 0)
        {
            errno = CopyUp(target, mount);
            errno = errno != 0 ? errno : SetMountAttributes(mount, false, (ulong)op->A, 0, 0);
        }

        return errno != 0 ? errno : SetPropagation(mount, (ulong)op->B);
    }
}
