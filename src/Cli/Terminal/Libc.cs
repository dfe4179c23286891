using System.Runtime.InteropServices;

namespace Berth.Cli.Terminal;

/// <summary>The C library, by its own names: what a terminal, the configuration file and another program in place of this one need.</summary>
internal static unsafe partial class Libc
{
    internal const int EINTR = 4;
    internal const int EAGAIN = 11;
    internal const int EPIPE = 32;
    internal const int EIO = 5;
    internal const int TCSANOW = 0;
    internal const uint ECHO = 0x8;
    internal const nuint TIOCGWINSZ = 0x5413;
    internal const short POLLIN = 1;
    internal const short POLLOUT = 4;

    private const string Library = "libc";

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int poll(PollFd* fds, nuint count, int timeout);

    [LibraryImport(Library)]
    internal static partial int isatty(int fd);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int tcgetattr(int fd, Termios* state);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int tcsetattr(int fd, int actions, Termios* state);

    [LibraryImport(Library)]
    internal static partial void cfmakeraw(Termios* state);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(int directory, string path, int flags, uint mask, void* buffer);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int execv(string path, nint* arguments);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chown(string path, uint owner, uint group);

    /// <summary><c>struct pollfd</c> of poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        public int fd;
        public short events;
        public short revents;
    }

    /// <summary><c>struct winsize</c> of ioctl_tty(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct WinSize
    {
        public ushort ws_row;
        public ushort ws_col;
        public ushort ws_xpixel;
        public ushort ws_ypixel;
    }

    /// <summary><c>struct termios</c> of termios(3) as glibc and musl lay it out on x86-64 and arm64.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Termios
    {
        public uint c_iflag;
        public uint c_oflag;
        public uint c_cflag;
        public uint c_lflag;
        public byte c_line;
        public fixed byte c_cc[32];
        public uint c_ispeed;
        public uint c_ospeed;
    }
}
