using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>
/// The C library, by its own names. One partial file an area (<c>Libc.Mount.cs</c>, <c>Libc.Socket.cs</c>, …); every struct and
/// constant is checked against the C headers by a test.
/// </summary>
public static unsafe partial class Libc
{
    internal const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int openat(int dirfd, string path, int flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdirat(int dirfd, string path, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "syscall")]
    internal static partial nint openat2(nint number, int dirfd, string path, OpenHow* how, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fsync(int fd);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int dup3(int oldFd, int newFd, int flags);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "fcntl")]
    internal static partial int fcntl(int fd, int command, nint argument);

    internal const int SYS_openat2 = 437;

    internal const int F_DUPFD_CLOEXEC = 1030;

    /// <summary><c>struct open_how</c> of openat2(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        public ulong flags;
        public ulong mode;
        public ulong resolve;
    }
}
