using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Berth.Linux;

/// <summary>An owned file descriptor, always close-on-exec. Calls retry on EINTR here and nowhere else.</summary>
public sealed unsafe class Fd : SafeHandleMinusOneIsInvalid
{
    /// <summary>Takes ownership of <paramref name="fd"/>.</summary>
    public Fd(int fd)
        : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>The number, valid while this object is open.</summary>
    public int Number => (int)handle;

    /// <summary>A path through which the kernel reaches this very file, whatever happens to its name (proc(5)).</summary>
    public string ProcPath => $"/proc/self/fd/{Number}";

    /// <summary>open(2), with O_CLOEXEC added.</summary>
    /// <exception cref="LinuxException">The open failed.</exception>
    public static Fd Open(string path, int flags, uint mode = 0)
    {
        int fd;
        do
        {
            fd = Libc.open(path, flags | OpenFlags.O_CLOEXEC, mode);
        }
        while (fd < 0 && Interrupted());

        return fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("open", path);
    }

    /// <summary>read(2): at most the span's length; 0 at the end.</summary>
    public int Read(Span<byte> buffer)
    {
        nint got;
        fixed (byte* data = buffer)
        {
            do
            {
                got = Libc.read(Number, data, (nuint)buffer.Length);
            }
            while (got < 0 && Interrupted());
        }

        return got >= 0 ? (int)got : throw LinuxException.FromLastError("read");
    }

    /// <summary>write(2) until all is written.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            nint put;
            fixed (byte* first = data)
            {
                put = Libc.write(Number, first, (nuint)data.Length);
            }

            if (put >= 0)
            {
                data = data[(int)put..];
            }
            else if (!Interrupted())
            {
                throw LinuxException.FromLastError("write");
            }
        }
    }

    /// <summary>fsync(2).</summary>
    public void Sync()
    {
        if (Libc.fsync(Number) < 0)
        {
            throw LinuxException.FromLastError("fsync");
        }
    }

    /// <summary>A second descriptor for the same open file.</summary>
    public Fd Duplicate()
    {
        int fd = Libc.fcntl(Number, Libc.F_DUPFD_CLOEXEC, 3);
        return fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("fcntl");
    }

    internal static bool Interrupted() => Marshal.GetLastPInvokeError() == (int)Errno.EINTR;

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}
