using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Berth.Linux.Sockets;

/// <summary>
/// UDP sockets of many peers, which remember the address that each of them used (IP_PKTINFO of ip(7), IPV6_PKTINFO of ipv6(7)). They
/// never block; failures are error numbers.
/// </summary>
public static unsafe class DatagramSocket
{
    /// <summary>Room for one control message with a <c>struct in6_pktinfo</c>, the larger one.</summary>
    private const int ControlSize = HeaderSize + 24;

    /// <summary>CMSG_LEN(0).</summary>
    private const int HeaderSize = 16;

    /// <summary>From now on <see cref="Receive"/> tells the address that a datagram was sent to.</summary>
    public static void TellLocalAddress(Fd socket, bool isSix)
    {
        ArgumentNullException.ThrowIfNull(socket);
        int on = 1;
        int result = isSix
            ? Libc.setsockopt(socket.Number, Libc.IPPROTO_IPV6, Libc.IPV6_RECVPKTINFO, &on, sizeof(int))
            : Libc.setsockopt(socket.Number, Libc.IPPROTO_IP, Libc.IP_PKTINFO, &on, sizeof(int));
        if (result < 0)
        {
            throw LinuxException.FromLastError("setsockopt");
        }
    }

    /// <summary>Length of the datagram that was received, cut to the buffer; -1: none (EAGAIN), or an error of an earlier one.</summary>
    public static int Receive(Fd socket, Span<byte> buffer, out DatagramPeer peer, out Errno errno)
    {
        ArgumentNullException.ThrowIfNull(socket);
        byte* name = stackalloc byte[DatagramPeer.NameSize];
        byte* control = stackalloc byte[ControlSize];
        new Span<byte>(name, DatagramPeer.NameSize).Clear();
        fixed (byte* data = buffer)
        {
            var part = new Sys.iovec { iov_base = data, iov_len = (nuint)buffer.Length };
            var header = new Sys.msghdr
            {
                msg_name = name, msg_namelen = DatagramPeer.NameSize, msg_iov = &part, msg_iovlen = 1, msg_control = control, msg_controllen = ControlSize,
            };
            nint got = Libc.recvmsg(socket.Number, &header, Libc.MSG_DONTWAIT);
            if (got < 0)
            {
                errno = (Errno)Marshal.GetLastPInvokeError();
                peer = default;
                return -1;
            }

            errno = Errno.None;
            UInt128 local = ReadLocal(new ReadOnlySpan<byte>(control, (int)Math.Min(header.msg_controllen, ControlSize)));
            peer = DatagramPeer.Read(new ReadOnlySpan<byte>(name, DatagramPeer.NameSize), local);
            return (int)got;
        }
    }

    /// <summary>Answers a peer, from the address that it had sent to; whether the kernel took the datagram.</summary>
    public static bool TrySend(Fd socket, ReadOnlySpan<byte> bytes, in DatagramPeer peer)
    {
        ArgumentNullException.ThrowIfNull(socket);
        byte* name = stackalloc byte[DatagramPeer.NameSize];
        byte* control = stackalloc byte[ControlSize];
        int nameLength = peer.Write(new Span<byte>(name, DatagramPeer.NameSize));
        int controlLength = WriteLocal(new Span<byte>(control, ControlSize), peer);
        fixed (byte* data = bytes)
        {
            var part = new Sys.iovec { iov_base = data, iov_len = (nuint)bytes.Length };
            var header = new Sys.msghdr
            {
                msg_name = name,
                msg_namelen = (uint)nameLength,
                msg_iov = &part,
                msg_iovlen = 1,
                msg_control = controlLength == 0 ? null : control,
                msg_controllen = (nuint)controlLength,
            };
            return Libc.sendmsg(socket.Number, &header, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL) >= 0;
        }
    }

    private static UInt128 ReadLocal(ReadOnlySpan<byte> control)
    {
        if (control.Length < HeaderSize)
        {
            return 0;
        }

        int level = MemoryMarshal.Read<int>(control[8..]), type = MemoryMarshal.Read<int>(control[12..]);
        ReadOnlySpan<byte> body = control[HeaderSize..];
        if (level == Libc.IPPROTO_IPV6 && type == Libc.IPV6_PKTINFO && body.Length >= sizeof(Libc.in6_pktinfo))
        {
            return BinaryPrimitives.ReadUInt128BigEndian(body);
        }

        return level == Libc.IPPROTO_IP && type == Libc.IP_PKTINFO && body.Length >= sizeof(Libc.in_pktinfo)
            ? BinaryPrimitives.ReadUInt32BigEndian(body[8..])
            : 0;
    }

    private static int WriteLocal(Span<byte> control, in DatagramPeer peer)
    {
        if (peer.Local == 0)
        {
            return 0;
        }

        control.Clear();
        int body = peer.IsSix ? sizeof(Libc.in6_pktinfo) : sizeof(Libc.in_pktinfo);
        nuint length = (nuint)(HeaderSize + body);
        int level = peer.IsSix ? Libc.IPPROTO_IPV6 : Libc.IPPROTO_IP, type = peer.IsSix ? Libc.IPV6_PKTINFO : Libc.IP_PKTINFO;
        MemoryMarshal.Write(control, in length);
        MemoryMarshal.Write(control[8..], in level);
        MemoryMarshal.Write(control[12..], in type);
        if (peer.IsSix)
        {
            BinaryPrimitives.WriteUInt128BigEndian(control[HeaderSize..], peer.Local);
            uint scope = peer.Scope;
            MemoryMarshal.Write(control[(HeaderSize + 16)..], in scope);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(control[(HeaderSize + 4)..], (uint)peer.Local);
        }

        // CMSG_SPACE: to the next multiple of eight.
        return HeaderSize + ((body + 7) & ~7);
    }
}
