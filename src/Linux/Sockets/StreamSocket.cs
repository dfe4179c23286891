using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Berth.Linux.Sockets;

/// <summary>
/// TCP sockets that never block, without the framework's socket engine. A failure is an error number, not an exception: the peers of a
/// relay are hostile, and each could make us throw as often as it likes.
/// </summary>
public static unsafe class StreamSocket
{
    /// <summary>Seconds of silence before the kernel asks whether the peer is still there.</summary>
    private const int KeepAliveIdle = 60;

    /// <summary>Seconds between two such questions. After the ninth without an answer (<c>tcp_keepalive_probes</c>) the connection is broken.</summary>
    private const int KeepAliveInterval = 15;

    /// <summary>
    /// Takes calls on a bound socket from now on. Whoever comes after it can bind the port although connections of it are still in TIME_WAIT
    /// (SO_REUSEADDR, which those inherit); beside it nobody can, for it listens.
    /// </summary>
    /// <param name="socket">TCP, bound.</param>
    /// <param name="backlog">Callers that may wait.</param>
    public static void Listen(Fd socket, int backlog)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (Libc.listen(socket.Number, backlog) < 0)
        {
            throw LinuxException.FromLastError("listen");
        }

        Set(socket, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
    }

    /// <summary>Begins to connect; the socket is writable when that has succeeded or failed (<see cref="TakeError"/>).</summary>
    /// <param name="protocol">IP protocol number: 6 (TCP) or 17 (UDP), which is connected at once.</param>
    /// <param name="target">Whom to call.</param>
    /// <param name="errno">Why there is no result.</param>
    public static Fd? TryConnect(int protocol, IPEndPoint target, out Errno errno)
    {
        ArgumentNullException.ThrowIfNull(target);
        int family = target.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AF_INET6 : Libc.AF_INET;
        int type = protocol == Libc.IPPROTO_UDP ? Libc.SOCK_DGRAM : Libc.SOCK_STREAM;
        int number = Libc.socket(family, type | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, protocol);
        if (number < 0)
        {
            errno = (Errno)Marshal.GetLastPInvokeError();
            return null;
        }

        var socket = new Fd(number);
        byte* name = stackalloc byte[SocketAddressBytes.MaxSize];
        uint length = (uint)SocketAddressBytes.Write(target, new Span<byte>(name, SocketAddressBytes.MaxSize));
        errno = Libc.connect(number, name, length) < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        if (errno is Errno.None or Errno.EINPROGRESS)
        {
            return socket;
        }

        socket.Dispose();
        return null;
    }

    /// <summary>What goes through is sent at once, and a peer that has vanished is found out. Those that a listener accepts are as it is.</summary>
    public static void Tune(Fd socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        Set(socket, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, 1);
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_KEEPIDLE, KeepAliveIdle);
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_KEEPINTVL, KeepAliveInterval);
    }

    /// <summary>The error that waits on a socket, which is gone then; <see cref="Errno.None"/>: none.</summary>
    public static Errno TakeError(Fd socket) => (Errno)Get(socket, Libc.SO_ERROR);

    /// <summary>IP protocol number of a socket.</summary>
    public static int ProtocolOf(Fd socket) => Get(socket, Libc.SO_PROTOCOL);

    /// <summary>The address a socket is bound to; null where it is of another family.</summary>
    public static IPEndPoint? LocalEndpoint(Fd socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        byte* name = stackalloc byte[SocketAddressBytes.MaxSize];
        uint length = SocketAddressBytes.MaxSize;
        return Libc.getsockname(socket.Number, name, &length) < 0
            ? throw LinuxException.FromLastError("getsockname")
            : SocketAddressBytes.Read(new ReadOnlySpan<byte>(name, (int)Math.Min(length, SocketAddressBytes.MaxSize)));
    }

    /// <summary>Bytes that have come in, which stay where they are: 0 at the end, -1 where there are none (EAGAIN) or the connection is broken.</summary>
    public static int Peek(Fd socket, Span<byte> buffer, out Errno errno)
    {
        ArgumentNullException.ThrowIfNull(socket);
        fixed (byte* data = buffer)
        {
            return Result(Libc.recv(socket.Number, data, (nuint)buffer.Length, Libc.MSG_DONTWAIT | Libc.MSG_PEEK), out errno);
        }
    }

    /// <summary>Bytes, or a datagram, that have come in: 0 at the end of a stream, -1 where there are none (EAGAIN) or an error waits.</summary>
    public static int Receive(Fd socket, Span<byte> buffer, out Errno errno)
    {
        ArgumentNullException.ThrowIfNull(socket);
        fixed (byte* data = buffer)
        {
            return Result(Libc.recv(socket.Number, data, (nuint)buffer.Length, Libc.MSG_DONTWAIT), out errno);
        }
    }

    /// <summary>Lets go of bytes that <see cref="Peek"/> has shown.</summary>
    public static void Discard(Fd socket, int count)
    {
        ArgumentNullException.ThrowIfNull(socket);

        // tcp(7): MSG_TRUNC drops them without copying them anywhere.
        _ = Libc.recv(socket.Number, null, (nuint)count, Libc.MSG_DONTWAIT | Libc.MSG_TRUNC);
    }

    /// <summary>How many bytes the socket took; -1: none (EAGAIN), or the connection is broken.</summary>
    public static int Send(Fd socket, ReadOnlySpan<byte> bytes, out Errno errno)
    {
        ArgumentNullException.ThrowIfNull(socket);
        fixed (byte* data = bytes)
        {
            return Result(Libc.send(socket.Number, data, (nuint)bytes.Length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL), out errno);
        }
    }

    /// <summary>Nothing more will be sent: the peer reads to the end.</summary>
    public static void ShutdownSend(Fd socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _ = Libc.shutdown(socket.Number, Libc.SHUT_WR);
    }

    /// <summary>Closes with a reset instead of an end: the peer is to know that something broke.</summary>
    public static void Abort(Fd socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var now = new Libc.linger { l_onoff = 1, l_linger = 0 };
        _ = Libc.setsockopt(socket.Number, Libc.SOL_SOCKET, Libc.SO_LINGER, &now, (uint)sizeof(Libc.linger));
        socket.Dispose();
    }

    private static int Result(nint result, out Errno errno)
    {
        errno = result < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        return (int)result;
    }

    private static void Set(Fd socket, int level, int name, int value) =>
        _ = Libc.setsockopt(socket.Number, level, name, &value, sizeof(int));

    private static int Get(Fd socket, int name)
    {
        ArgumentNullException.ThrowIfNull(socket);
        int value = 0;
        uint length = sizeof(int);
        return Libc.getsockopt(socket.Number, Libc.SOL_SOCKET, name, &value, &length) == 0 ? value : throw LinuxException.FromLastError("getsockopt");
    }
}
