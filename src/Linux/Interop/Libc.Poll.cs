using System.Runtime.InteropServices;

namespace Berth.Linux;

public static unsafe partial class Libc
{
    internal const short POLLIN = 0x001;
    internal const short POLLOUT = 0x004;
    internal const short POLLERR = 0x008;
    internal const short POLLHUP = 0x010;
    internal const short POLLNVAL = 0x020;
    internal const short POLLRDHUP = 0x2000;

    internal const int SOCK_NONBLOCK = OpenFlags.O_NONBLOCK;
    internal const int MSG_NOSIGNAL = 0x4000;

    internal const int F_GETFL = 3;
    internal const int F_SETFL = 4;
    internal const uint CLOSE_RANGE_CLOEXEC = 1 << 2;
    internal const int MADV_DONTNEED = 4;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int poll(PollFd* fds, nuint count, int timeout);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int pipe2(int* fds, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int accept4(int fd, void* address, void* length, int flags);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "listen")]
    internal static partial int listen_stream(int fd, int backlog);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint getrandom(void* buffer, nuint length, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint recvfrom(int fd, void* buffer, nuint length, int flags, void* address, uint* addressLength);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint sendto(int fd, void* buffer, nuint length, int flags, void* address, uint addressLength);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint signal(int number, nint handler);

    [LibraryImport(Library)]
    internal static partial int malloc_trim(nuint pad);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int madvise(void* address, nuint length, int advice);

    /// <summary>close_range(2) by number: an older C library has no wrapper.</summary>
    [LibraryImport(Library, SetLastError = true, EntryPoint = "syscall")]
    internal static partial nint close_range(nint number, uint first, uint last, uint flags);

    /// <summary><c>struct pollfd</c> of poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        public int fd;
        public short events;
        public short revents;
    }
}
