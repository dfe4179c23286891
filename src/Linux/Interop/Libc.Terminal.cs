using System.Runtime.InteropServices;

namespace Berth.Linux;

public static unsafe partial class Libc
{
    internal const nuint TIOCGWINSZ = 0x5413;
    internal const nuint TIOCSWINSZ = 0x5414;
    internal const uint ONLCR = 0x4;
    internal const uint ECHO = 0x8;
    internal const int TCSANOW = 0;

    [LibraryImport(Library, SetLastError = true, EntryPoint = "ioctl")]
    internal static partial int ioctl_winsize(int fd, nuint request, WinSize* size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int tcgetattr(int fd, Termios* settings);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int tcsetattr(int fd, int when, Termios* settings);

    [LibraryImport(Library)]
    internal static partial void cfmakeraw(Termios* settings);

    /// <summary><c>struct winsize</c> of tty_ioctl(4).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct WinSize
    {
        public ushort ws_row;
        public ushort ws_col;
        public ushort ws_xpixel;
        public ushort ws_ypixel;
    }

    /// <summary><c>struct termios</c> of termios(3), as glibc has it on x86-64 and arm64.</summary>
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
