using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>What control groups take beside reading and writing their files.</summary>
public static partial class Libc
{
    internal const int W_OK = 2;
    internal const int X_OK = 1;
    internal const int AT_EACCESS = 0x200;
    internal const short POLLPRI = 0x002;
    internal const int EFD_CLOEXEC = 0x80000;
    internal const int EFD_NONBLOCK = 0x800;

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int faccessat(int dirfd, string path, int mode, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int eventfd(uint initval, int flags);
}
