namespace Berth.Linux;

/// <summary>The kernel's random numbers (getrandom(2)), for programs that are too small for a library of cryptography.</summary>
public static unsafe class KernelRandom
{
    /// <exception cref="LinuxException">There are none.</exception>
    public static ushort UInt16()
    {
        ushort number;
        nint got;
        do
        {
            got = Libc.getrandom(&number, sizeof(ushort), 0);
        }
        while (got < 0 && Fd.Interrupted());

        return got == sizeof(ushort) ? number : throw LinuxException.FromLastError("getrandom");
    }
}
