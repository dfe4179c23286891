using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>Reading and writing that never waits: what a poll(2) loop does with descriptors.</summary>
public static unsafe class NonBlocking
{
    /// <summary>Sets O_NONBLOCK. It belongs to the open file, so everybody who shares that sees it.</summary>
    public static void Enable(Fd fd)
    {
        ArgumentNullException.ThrowIfNull(fd);
        int flags = Libc.fcntl(fd.Number, Libc.F_GETFL, 0);
        if (flags < 0 || Libc.fcntl(fd.Number, Libc.F_SETFL, flags | OpenFlags.O_NONBLOCK) < 0)
        {
            throw LinuxException.FromLastError("fcntl");
        }
    }

    /// <summary>read(2): null where it would have to wait, 0 at the end.</summary>
    public static int? Read(Fd fd, Span<byte> buffer)
    {
        fixed (byte* data = buffer)
        {
            nint got;
            do
            {
                got = Libc.read(fd.Number, data, (nuint)buffer.Length);
            }
            while (got < 0 && Fd.Interrupted());

            return Result(got, "read");
        }
    }

    /// <summary>write(2): how much was taken, null where it would have to wait.</summary>
    public static int? Write(Fd fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
        {
            nint put;
            do
            {
                put = Libc.write(fd.Number, data, (nuint)bytes.Length);
            }
            while (put < 0 && Fd.Interrupted());

            return Result(put, "write");
        }
    }

    /// <summary>recv(2) on a socket: null where it would have to wait, 0 at the end.</summary>
    public static int? Receive(Fd socket, Span<byte> buffer)
    {
        fixed (byte* data = buffer)
        {
            nint got;
            do
            {
                got = Libc.recv(socket.Number, data, (nuint)buffer.Length, Libc.MSG_DONTWAIT);
            }
            while (got < 0 && Fd.Interrupted());

            return Result(got, "recv");
        }
    }

    /// <summary>send(2) on a socket: how much was taken, null where it would have to wait. Raises no SIGPIPE.</summary>
    public static int? Send(Fd socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
        {
            nint put;
            do
            {
                put = Libc.send(socket.Number, data, (nuint)bytes.Length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
            }
            while (put < 0 && Fd.Interrupted());

            return Result(put, "send");
        }
    }

    /// <summary>accept4(2): null where nobody waits, or whoever waited is gone.</summary>
    public static Fd? Accept(Fd listener)
    {
        int fd = Libc.accept4(listener.Number, null, null, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK);
        if (fd >= 0)
        {
            return new Fd(fd);
        }

        return (Errno)Marshal.GetLastPInvokeError() is Errno.EAGAIN or Errno.EINTR or Errno.ECONNABORTED
            ? null
            : throw LinuxException.FromLastError("accept");
    }

    private static int? Result(nint result, string operation)
    {
        if (result >= 0)
        {
            return (int)result;
        }

        return (Errno)Marshal.GetLastPInvokeError() == Errno.EAGAIN ? null : throw LinuxException.FromLastError(operation);
    }
}
