namespace Berth.Linux;

/// <summary>What a long-lived process settles about itself before it begins.</summary>
public static unsafe class ProcessSetup
{
    private const nint SIG_IGN = 1;

    /// <summary>signal(2) with SIG_IGN. An executed program inherits it, unless it is reset before.</summary>
    public static void IgnoreSignal(int signal)
    {
        if (Libc.signal(signal, SIG_IGN) == -1)
        {
            throw LinuxException.FromLastError("signal");
        }
    }

    /// <summary>Makes every descriptor from <paramref name="first"/> on close-on-exec (close_range(2)): those that were inherited too.</summary>
    public static void CloseOnExecFrom(int first)
    {
        if (Libc.close_range(SyscallNumber.SYS_close_range, (uint)first, uint.MaxValue, Libc.CLOSE_RANGE_CLOEXEC) < 0)
        {
            throw LinuxException.FromLastError("close_range");
        }
    }
}
