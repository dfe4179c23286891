using System.Runtime.InteropServices;
using static Berth.Linux.SyscallNumber;

namespace Berth.Linux;

/// <summary>
/// Mounts by descriptor (fsopen(2), fsmount(2), open_tree(2), move_mount(2), mount_setattr(2)): a mount is made and configured where
/// nobody can see it, then put on a directory that is held open. No path is resolved twice.
/// </summary>
public static unsafe partial class Sys
{
    public const uint FSOPEN_CLOEXEC = 1;
    public const uint FSMOUNT_CLOEXEC = 1;
    public const uint FSCONFIG_SET_FLAG = 0;
    public const uint FSCONFIG_SET_STRING = 1;
    public const uint FSCONFIG_CMD_CREATE = 6;
    public const uint OPEN_TREE_CLONE = 1;
    public const uint OPEN_TREE_CLOEXEC = 0x80000;
    public const uint MOVE_MOUNT_F_EMPTY_PATH = 0x4;
    public const uint MOVE_MOUNT_T_EMPTY_PATH = 0x40;

    public const ulong MOUNT_ATTR_RDONLY = 0x1;
    public const ulong MOUNT_ATTR_NOSUID = 0x2;
    public const ulong MOUNT_ATTR_NODEV = 0x4;
    public const ulong MOUNT_ATTR_NOEXEC = 0x8;
    public const ulong MOUNT_ATTR__ATIME = 0x70;
    public const ulong MOUNT_ATTR_RELATIME = 0x0;
    public const ulong MOUNT_ATTR_NOATIME = 0x10;
    public const ulong MOUNT_ATTR_STRICTATIME = 0x20;
    public const ulong MOUNT_ATTR_NODIRATIME = 0x80;
    public const ulong MOUNT_ATTR_NOSYMFOLLOW = 0x200000;

    public const ulong MOUNT_ATTR_IDMAP = 0x100000;

    public const ulong MS_UNBINDABLE = 1 << 17;
    public const ulong MS_PRIVATE = 1 << 18;
    public const ulong MS_SLAVE = 1 << 19;
    public const ulong MS_SHARED = 1 << 20;

    public const int MNT_DETACH = 2;
    public const int UMOUNT_NOFOLLOW = 8;

    public static int fsopen(byte* type, uint flags) => (int)Call(SYS_fsopen, (nint)type, (nint)flags);

    public static int fsconfig(int fd, uint command, byte* key, byte* value, int aux) =>
        (int)Call(SYS_fsconfig, fd, (nint)command, (nint)key, (nint)value, aux);

    public static int fsmount(int fd, uint flags, ulong attributes) => (int)Call(SYS_fsmount, fd, (nint)flags, (nint)attributes);

    public static int open_tree(int directory, byte* path, uint flags) => (int)Call(SYS_open_tree, directory, (nint)path, (nint)flags);

    public static int move_mount(int fromDirectory, byte* from, int toDirectory, byte* to, uint flags) =>
        (int)Call(SYS_move_mount, fromDirectory, (nint)from, toDirectory, (nint)to, (nint)flags);

    public static int mount_setattr(int directory, byte* path, uint flags, mount_attr* attributes) =>
        (int)Call(SYS_mount_setattr, directory, (nint)path, (nint)flags, (nint)attributes, sizeof(mount_attr));

    public static int pivot_root(byte* newRoot, byte* putOld) => (int)Call(SYS_pivot_root, (nint)newRoot, (nint)putOld);

    /// <summary>quotactl_fd(2), Linux 5.14: quotas of the filesystem that a descriptor is of.</summary>
    public static int quotactl_fd(int fd, uint command, uint id, void* argument) =>
        (int)Call(SYS_quotactl_fd, fd, (nint)command, (nint)id, (nint)argument);

    public static int umount2(byte* path, int flags) => (int)Call(SYS_umount2, (nint)path, flags);

    /// <summary><c>struct mount_attr</c>, mount_setattr(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct mount_attr
    {
        public ulong attr_set;
        public ulong attr_clr;
        public ulong propagation;
        public ulong userns_fd;
    }
}
