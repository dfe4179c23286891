using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Making a mount in steps (fsopen(2), fsconfig(2), fsmount(2), move_mount(2)); the numbers are the same on every machine.</summary>
public static unsafe partial class Libc
{
    private const int SYS_fs_move_mount = 429;
    private const int SYS_fs_fsopen = 430;
    private const int SYS_fs_fsconfig = 431;
    private const int SYS_fs_fsmount = 432;

    internal const uint FSOPEN_CLOEXEC = 1;
    internal const uint FSMOUNT_CLOEXEC = 1;
    internal const uint FSCONFIG_SET_FLAG = 0;
    internal const uint FSCONFIG_SET_STRING = 1;
    internal const uint FSCONFIG_CMD_CREATE = 6;
    internal const uint MOVE_MOUNT_F_EMPTY_PATH = 4;

    internal static int fsopen(string type, uint flags) => (int)fs_fsopen(SYS_fs_fsopen, type, flags);

    internal static int fsconfig(int fd, uint command, string? key, string? value) =>
        (int)fs_fsconfig(SYS_fs_fsconfig, fd, command, key, value, 0);

    internal static int fsmount(int fd, uint flags, uint attributes) => (int)fs_fsmount(SYS_fs_fsmount, fd, flags, attributes);

    internal static int move_mount_to(int mountFd, string target) =>
        (int)fs_move_mount(SYS_fs_move_mount, mountFd, "", -100, target, MOVE_MOUNT_F_EMPTY_PATH);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    private static partial nint fs_fsopen(nint number, string type, uint flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    private static partial nint fs_fsconfig(nint number, int fd, uint command, string? key, string? value, int auxiliary);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    private static partial nint fs_fsmount(nint number, int fd, uint flags, uint attributes);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    private static partial nint fs_move_mount(nint number, int fromFd, string from, int toDirfd, string to, uint flags);
}
