using System.Runtime.InteropServices;
using Berth.Linux;

namespace Berth.Unit.Runtime.Monitor;

/// <summary>A pty(7) of the machine that runs the tests.</summary>
internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private const nuint TIOCSPTLCK = 0x40045431;
    private const nuint TIOCGPTPEER = 0x5441;
    private const int O_RDWR = 2;
    private const int O_NOCTTY = 0x100;
    private const int O_CLOEXEC = 0x80000;

    public PseudoTerminal()
    {
        int unlocked = 0;
        if (Unlock(Master.Number, TIOCSPTLCK, &unlocked) < 0)
        {
            throw LinuxException.FromLastError("TIOCSPTLCK");
        }
    }

    public Fd Master { get; } = Fd.Open("/dev/ptmx", OpenFlags.O_RDWR | OpenFlags.O_NOCTTY);

    public Fd OpenSlave()
    {
        int fd = OpenPeer(Master.Number, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
        return fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("TIOCGPTPEER");
    }

    public void Dispose() => Master.Dispose();

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Unlock(int fd, nuint request, int* argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int OpenPeer(int fd, nuint request, nint argument);
}
