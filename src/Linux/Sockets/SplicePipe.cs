using System.Runtime.InteropServices;

namespace Berth.Linux.Sockets;

/// <summary>
/// A pipe(7) through which bytes go from one socket to another without being copied (splice(2)): the pipe holds references to the kernel's
/// own pages. It never blocks.
/// </summary>
public sealed unsafe class SplicePipe : IDisposable
{
    private readonly Fd _reader;
    private readonly Fd _writer;

    private SplicePipe(int reader, int writer)
    {
        _reader = new Fd(reader);
        _writer = new Fd(writer);
    }

    /// <summary>Bytes: the most that one <see cref="Fill"/> takes.</summary>
    public int Capacity { get; private set; }

    /// <summary>Bytes in it.</summary>
    public int Held { get; private set; }

    /// <summary>An empty one; null: no descriptor can be had.</summary>
    /// <param name="capacity">Bytes wanted. Where <c>/proc/sys/fs/pipe-max-size</c> or the user's share of pages forbids that, it is smaller.</param>
    public static SplicePipe? TryCreate(int capacity)
    {
        int* fds = stackalloc int[2];
        if (Libc.pipe2(fds, OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK) != 0)
        {
            return null;
        }

        var pipe = new SplicePipe(fds[0], fds[1]);
        int size = -1;
        for (int wanted = capacity; size < 0 && wanted >= Environment.SystemPageSize; wanted /= 2)
        {
            size = Libc.fcntl(fds[1], Libc.F_SETPIPE_SZ, wanted);
        }

        pipe.Capacity = Math.Max(size, Environment.SystemPageSize);
        return pipe;
    }

    /// <summary>
    /// Takes what a socket has received, until it is full. Small segments fill it before they are <see cref="Capacity"/> bytes, and then
    /// EAGAIN does not mean that the socket has no more: it does while the pipe is empty.
    /// </summary>
    /// <returns>Bytes; 0 at the end; -1: none now (EAGAIN), the connection is broken, or there is no splice(2) here (EINVAL, ENOSYS, EPERM).</returns>
    public int Fill(Fd socket, out Errno errno)
    {
        ArgumentNullException.ThrowIfNull(socket);
        int moved = Move(socket, _writer, Capacity, out errno);
        Held += Math.Max(moved, 0);
        return moved;
    }

    /// <summary>Gives a socket as much as it takes.</summary>
    /// <returns>Bytes; -1: none now (EAGAIN), or the connection is broken.</returns>
    public int Drain(Fd socket, out Errno errno)
    {
        ArgumentNullException.ThrowIfNull(socket);
        int moved = Move(_reader, socket, Held, out errno);
        Held -= Math.Max(moved, 0);
        return moved;
    }

    /// <summary>What it holds is lost.</summary>
    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private static int Move(Fd from, Fd to, int length, out Errno errno)
    {
        nint moved = Libc.splice(from.Number, null, to.Number, null, (nuint)length, Libc.SPLICE_F_NONBLOCK);
        errno = moved < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        return (int)moved;
    }
}
