using System.Runtime.InteropServices;

namespace Berth.Linux;

// What making and pinning a network namespace takes (namespaces(7), mount(2)).
public static unsafe partial class Libc
{
    internal const int CLONE_NEWNET = 0x40000000;
    internal const uint MS_BIND = 4096;
    internal const int MNT_DETACH = 2;
    internal const int UMOUNT_NOFOLLOW = 8;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int unshare(int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setns(int fd, int type);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mount(string source, string target, string? type, ulong flags, void* data);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int umount2(string target, int flags);
}
