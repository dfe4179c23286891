using System.Runtime.InteropServices;

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

    /// <summary>execv(3): another program in place of this one, with the same process ID and descriptors. Returns only where that failed.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its own name first.</param>
    public static Errno Replace(string path, IReadOnlyList<string> arguments)
    {
        // Freed by nobody: as a rule there is no after.
        var pointers = (nint*)NativeMemory.Alloc((nuint)(arguments.Count + 1), (nuint)sizeof(nint));
        for (int i = 0; i < arguments.Count; i++)
        {
            pointers[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        pointers[arguments.Count] = 0;
        Libc.execv(path, pointers);
        return (Errno)Marshal.GetLastPInvokeError();
    }
}
