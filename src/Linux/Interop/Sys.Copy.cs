using static Berth.Linux.SyscallNumber;

namespace Berth.Linux;

/// <summary>What it takes to copy a directory from the clone zone, and mounts made by path or changed in place.</summary>
public static unsafe partial class Sys
{
    public const uint FSPICK_CLOEXEC = 1;
    public const uint FSPICK_EMPTY_PATH = 8;
    public const uint FSCONFIG_CMD_RECONFIGURE = 7;

    public const ulong MS_RDONLY = 1;
    public const ulong MS_NOSUID = 2;
    public const ulong MS_NODEV = 4;
    public const ulong MS_NOEXEC = 8;
    public const ulong MS_NOSYMFOLLOW = 256;
    public const ulong MS_NOATIME = 1024;
    public const ulong MS_NODIRATIME = 2048;
    public const ulong MS_SILENT = 32768;
    public const ulong MS_POSIXACL = 1 << 16;
    public const ulong MS_I_VERSION = 1 << 23;
    public const ulong MS_STRICTATIME = 1 << 24;

    /// <summary>mount(2), by path: for what only it can do.</summary>
    public static int mount(byte* source, byte* target, byte* type, ulong flags, byte* data) =>
        (int)Call(SYS_mount, (nint)source, (nint)target, (nint)type, (nint)flags, (nint)data);

    public static int fspick(int directory, byte* path, uint flags) => (int)Call(SYS_fspick, directory, (nint)path, (nint)flags);

    /// <summary>getdents64(2): entries as <c>struct linux_dirent64</c>, one behind the other; 0 at the end.</summary>
    public static int getdents64(int directory, byte* buffer, int size) => (int)Call(SYS_getdents64, directory, (nint)buffer, size);

    public static nint flistxattr(int fd, byte* names, nint size) => Call(SYS_flistxattr, fd, (nint)names, size);

    public static nint fgetxattr(int fd, byte* name, byte* value, nint size) => Call(SYS_fgetxattr, fd, (nint)name, (nint)value, size);

    public static int fsetxattr(int fd, byte* name, byte* value, nint size) =>
        (int)Call(SYS_fsetxattr, fd, (nint)name, (nint)value, size, 0);
}
