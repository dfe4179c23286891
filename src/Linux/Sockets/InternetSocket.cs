using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Berth.Linux.Sockets;

/// <summary>
/// TCP and UDP sockets of either family that never block, without the framework's socket engine, which would start threads. They belong to the
/// network namespace that the calling thread is in.
/// </summary>
public static unsafe class InternetSocket
{
    /// <summary>The longest address of a peer: <c>struct sockaddr_un</c>, for tests; an internet one has 16 or 28 bytes.</summary>
    public const int MaxPeer = 110;

    private const int AF_INET6 = 10;
    private const int Backlog = 128;

    /// <summary>Connects, or, with a stream, begins to.</summary>
    /// <exception cref="LinuxException">There is no way to it.</exception>
    public static Fd Connect(IPEndPoint server, bool isStream)
    {
        Fd socket = Open(server, isStream);
        byte[] address = Encode(server);
        int result;
        fixed (byte* data = address)
        {
            result = Libc.connect_log(socket.Number, data, (uint)address.Length);
        }

        if (result < 0 && (Errno)Marshal.GetLastPInvokeError() != Errno.EINPROGRESS)
        {
            throw Close(socket, "connect");
        }

        return socket;
    }

    /// <summary>Binds to an address and port; a stream listens.</summary>
    /// <exception cref="LinuxException">EADDRINUSE, EADDRNOTAVAIL, …</exception>
    public static Fd Bind(IPEndPoint local, bool isStream)
    {
        Fd socket = Open(local, isStream);
        byte[] address = Encode(local);
        fixed (byte* data = address)
        {
            if (Libc.bind(socket.Number, data, (uint)address.Length) < 0)
            {
                throw Close(socket, "bind");
            }
        }

        if (isStream && Libc.listen_stream(socket.Number, Backlog) < 0)
        {
            throw Close(socket, "listen");
        }

        return socket;
    }

    /// <summary>The port that a socket is bound to.</summary>
    public static ushort PortOf(Fd socket)
    {
        byte* address = stackalloc byte[MaxPeer];
        uint length = MaxPeer;
        return Libc.getsockname(socket.Number, address, &length) == 0
            ? BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + 2, 2))
            : throw LinuxException.FromLastError("getsockname");
    }

    /// <summary>recvfrom(2): null where it would have to wait.</summary>
    /// <param name="buffer">A datagram that is longer is cut.</param>
    /// <param name="peer">Room for <see cref="MaxPeer"/> bytes: who sent it.</param>
    /// <param name="peerLength">How many it is.</param>
    public static int? ReceiveFrom(Fd socket, Span<byte> buffer, Span<byte> peer, out int peerLength)
    {
        uint length = (uint)peer.Length;
        nint got;
        fixed (byte* data = buffer, address = peer)
        {
            do
            {
                got = Libc.recvfrom(socket.Number, data, (nuint)buffer.Length, Libc.MSG_DONTWAIT, address, &length);
            }
            while (got < 0 && Fd.Interrupted());
        }

        peerLength = (int)length;
        if (got >= 0)
        {
            return (int)got;
        }

        return (Errno)Marshal.GetLastPInvokeError() == Errno.EAGAIN ? null : throw LinuxException.FromLastError("recvfrom");
    }

    /// <summary>sendto(2): false where the datagram was not taken, for whatever reason.</summary>
    public static bool SendTo(Fd socket, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> peer)
    {
        nint put;
        fixed (byte* data = datagram, address = peer)
        {
            do
            {
                put = Libc.sendto(
                    socket.Number, data, (nuint)datagram.Length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL, address, (uint)peer.Length);
            }
            while (put < 0 && Fd.Interrupted());
        }

        return put == datagram.Length;
    }

    private static Fd Open(IPEndPoint endpoint, bool isStream)
    {
        int family = endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? AF_INET6 : Libc.AF_INET;
        int type = isStream ? Libc.SOCK_STREAM : Libc.SOCK_DGRAM;
        int number = Libc.socket(family, type | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0);
        return number >= 0 ? new Fd(number) : throw LinuxException.FromLastError("socket");
    }

    private static LinuxException Close(Fd socket, string operation)
    {
        LinuxException failure = LinuxException.FromLastError(operation);
        socket.Dispose();
        return failure;
    }

    // struct sockaddr_in: family, port, address; sockaddr_in6: family, port, flow, address, scope. Port, flow and address in network order.
    private static byte[] Encode(IPEndPoint endpoint)
    {
        bool isSix = endpoint.AddressFamily == AddressFamily.InterNetworkV6;
        byte[] address = new byte[isSix ? 28 : 16];
        MemoryMarshal.Write(address, (ushort)(isSix ? AF_INET6 : Libc.AF_INET));
        BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), (ushort)endpoint.Port);
        endpoint.Address.TryWriteBytes(address.AsSpan(isSix ? 8 : 4), out _);
        if (isSix)
        {
            MemoryMarshal.Write(address.AsSpan(24), (uint)endpoint.Address.ScopeId);
        }

        return address;
    }
}
