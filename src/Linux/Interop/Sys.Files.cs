using System.Runtime.InteropServices;
using static Berth.Linux.SyscallNumber;

namespace Berth.Linux;

/// <summary>Files, paths and descriptors.</summary>
public static unsafe partial class Sys
{
    public const ulong RESOLVE_NO_XDEV = 0x01;
    public const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    public const ulong RESOLVE_NO_SYMLINKS = 0x04;
    public const ulong RESOLVE_BENEATH = 0x08;
    public const ulong RESOLVE_IN_ROOT = 0x10;

    public const uint S_IFMT = 0xf000;
    public const uint S_IFDIR = 0x4000;
    public const uint S_IFCHR = 0x2000;
    public const uint S_IFBLK = 0x6000;
    public const uint S_IFIFO = 0x1000;
    public const uint S_IFREG = 0x8000;
    public const uint S_IFLNK = 0xa000;

    public const uint STATX_TYPE = 0x1;
    public const uint STATX_MODE = 0x2;
    public const uint STATX_NLINK = 0x4;
    public const uint STATX_UID = 0x8;
    public const uint STATX_GID = 0x10;
    public const uint STATX_MNT_ID = 0x1000;
    public const ulong STATX_ATTR_MOUNT_ROOT = 0x2000;

    public const int X_OK = 1;
    public const int F_GETFD = 1;
    public const int F_SETFD = 2;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const uint CLOSE_RANGE_CLOEXEC = 4;

    public const uint DEVPTS_SUPER_MAGIC = 0x1cd1;
    public const uint PROC_SUPER_MAGIC = 0x9fa0;
    public const uint NSFS_MAGIC = 0x6e736673;
    public const uint NS_GET_NSTYPE = 0xb703;

    /// <summary>Of an openat2 that renames get in the way of. Each may take a millisecond: who renames holds up who looks.</summary>
    internal const int MostAttempts = 100;

    /// <summary>As <see cref="OpenFlags.O_DIRECTORY"/>, without a static field to initialise.</summary>
    public static int O_DIRECTORY => Pick(0x10000, 0x4000);

    public static int O_NOFOLLOW => Pick(0x20000, 0x8000);

    public static int openat(int directory, byte* path, int flags, uint mode) =>
        (int)Call(SYS_openat, directory, (nint)path, flags, (nint)mode);

    /// <summary>
    /// openat2(2); EAGAIN, which says that a rename elsewhere got in the way of a "..", is tried again as documented. Not for ever: who
    /// renames fast enough could make it so.
    /// </summary>
    public static int openat2(int directory, byte* path, ulong flags, uint mode, ulong resolve)
    {
        var how = new open_how { flags = flags, mode = mode, resolve = resolve };
        nint result = -(int)Errno.EAGAIN;
        for (int i = 0; i < MostAttempts && result == -(int)Errno.EAGAIN; i++)
        {
            result = Call(SYS_openat2, directory, (nint)path, (nint)(&how), sizeof(open_how));
        }

        return (int)result;
    }

    public static int close(int fd) => (int)Call(SYS_close, fd);

    public static nint read(int fd, void* buffer, nint count) => Call(SYS_read, fd, (nint)buffer, count);

    public static nint write(int fd, void* buffer, nint count) => Call(SYS_write, fd, (nint)buffer, count);

    public static int dup3(int from, int to, int flags) => (int)Call(SYS_dup3, from, to, flags);

    public static int fcntl(int fd, int command, nint argument) => (int)Call(SYS_fcntl, fd, command, argument);

    public static int close_range(uint first, uint last, uint flags) =>
        (int)Call(SYS_close_range, (nint)first, (nint)last, (nint)flags);

    public static int mkdirat(int directory, byte* path, uint mode) => (int)Call(SYS_mkdirat, directory, (nint)path, (nint)mode);

    public static int mknodat(int directory, byte* path, uint mode, uint device) =>
        (int)Call(SYS_mknodat, directory, (nint)path, (nint)mode, (nint)device);

    public static int symlinkat(byte* target, int directory, byte* path) =>
        (int)Call(SYS_symlinkat, (nint)target, directory, (nint)path);

    /// <summary>readlinkat(2): the number of bytes, without a NUL.</summary>
    public static int readlinkat(int directory, byte* path, byte* buffer, int size) =>
        (int)Call(SYS_readlinkat, directory, (nint)path, (nint)buffer, size);

    public static int unlinkat(int directory, byte* path, int flags) => (int)Call(SYS_unlinkat, directory, (nint)path, flags);

    public static int fchmod(int fd, uint mode) => (int)Call(SYS_fchmod, fd, (nint)mode);

    public static int fchmodat(int directory, byte* path, uint mode) => (int)Call(SYS_fchmodat, directory, (nint)path, (nint)mode);

    public static int fchown(int fd, uint uid, uint gid) => (int)Call(SYS_fchown, fd, (nint)uid, (nint)gid);

    public static int fchownat(int directory, byte* path, uint uid, uint gid, int flags) =>
        (int)Call(SYS_fchownat, directory, (nint)path, (nint)uid, (nint)gid, flags);

    public static int faccessat2(int directory, byte* path, int mode, int flags) =>
        (int)Call(SYS_faccessat2, directory, (nint)path, mode, flags);

    public static int statx(int directory, byte* path, int flags, uint mask, statx_buffer* buffer) =>
        (int)Call(SYS_statx, directory, (nint)path, flags, (nint)mask, (nint)buffer);

    /// <summary>fstatfs(2), the filesystem's magic number only; negative on failure.</summary>
    public static long filesystem_type(int fd)
    {
        long* buffer = stackalloc long[16];
        nint result = Call(SYS_fstatfs, fd, (nint)buffer);
        return result < 0 ? result : buffer[0];
    }

    public static int chdir(byte* path) => (int)Call(SYS_chdir, (nint)path);

    public static int fchdir(int fd) => (int)Call(SYS_fchdir, fd);

    public static int chroot(byte* path) => (int)Call(SYS_chroot, (nint)path);

    public static int getcwd(byte* buffer, int size) => (int)Call(SYS_getcwd, (nint)buffer, size);

    public static uint umask(uint mask) => (uint)Call(SYS_umask, (nint)mask);

    public static int ioctl(int fd, uint request, void* argument) => (int)Call(SYS_ioctl, fd, (nint)request, (nint)argument);

    public static int ioctl(int fd, uint request, nint argument) => (int)Call(SYS_ioctl, fd, (nint)request, argument);

    /// <summary><c>struct open_how</c>, openat2(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct open_how
    {
        public ulong flags;
        public ulong mode;
        public ulong resolve;
    }

    /// <summary><c>struct statx</c>, statx(2): the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct statx_buffer
    {
        [FieldOffset(0)]
        public uint stx_mask;
        [FieldOffset(8)]
        public ulong stx_attributes;
        [FieldOffset(16)]
        public uint stx_nlink;
        [FieldOffset(20)]
        public uint stx_uid;
        [FieldOffset(24)]
        public uint stx_gid;
        [FieldOffset(28)]
        public ushort stx_mode;
        [FieldOffset(32)]
        public ulong stx_ino;
        [FieldOffset(128)]
        public uint stx_rdev_major;
        [FieldOffset(132)]
        public uint stx_rdev_minor;
        [FieldOffset(136)]
        public uint stx_dev_major;
        [FieldOffset(140)]
        public uint stx_dev_minor;
        [FieldOffset(144)]
        public ulong stx_mnt_id;
    }
}
