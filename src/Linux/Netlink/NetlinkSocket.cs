using System.Runtime.InteropServices;

namespace Berth.Linux.Netlink;

/// <summary>
/// A netlink(7) socket. It belongs to the network namespace in which it was made, whatever thread uses it later. Not thread-safe.
/// </summary>
/// <remarks>
/// rtnetlink and nfnetlink work a request off inside send(2): when it returns, all acknowledgements are already queued here. So a
/// batch costs one send and as many receives as there are acknowledgements, and nothing ever blocks.
/// </remarks>
public sealed unsafe class NetlinkSocket : IDisposable
{
    private const int ReceiveSize = 32 * 1024;

    private readonly Fd _socket;
    private byte[]? _receive;

    private NetlinkSocket(Fd socket, uint port)
    {
        _socket = socket;
        Port = port;
    }

    /// <summary>What names this socket in the kernel's notifications (nlmsg_pid).</summary>
    public uint Port { get; }

    internal static NetlinkSocket Open(int protocol)
    {
        int fd = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, protocol);
        if (fd < 0)
        {
            throw LinuxException.FromLastError("socket netlink");
        }

        var socket = new Fd(fd);
        var address = new Libc.sockaddr_nl { nl_family = Libc.AF_NETLINK };
        var length = (uint)sizeof(Libc.sockaddr_nl);
        if (Libc.bind(fd, &address, length) < 0 || Libc.getsockname(fd, &address, &length) < 0)
        {
            socket.Dispose();
            throw LinuxException.FromLastError("bind netlink");
        }

        var result = new NetlinkSocket(socket, address.nl_pid);
        result.Option(Libc.NETLINK_EXT_ACK, 1);
        result.Option(Libc.NETLINK_CAP_ACK, 1);
        return result;
    }

    /// <summary>
    /// Has the kernel (from 4.20 on) leave out of lists what their request's header does not ask for. Older ones list everything: who reads
    /// must not rely on it.
    /// </summary>
    internal void FilterLists()
    {
        int value = 1;
        _ = Libc.setsockopt(_socket.Number, Libc.SOL_NETLINK, Libc.NETLINK_GET_STRICT_CHK, &value, sizeof(int));
    }

    /// <summary>Subscribes to a multicast group of notifications.</summary>
    internal void Join(int group) => Option(Libc.NETLINK_ADD_MEMBERSHIP, group);

    /// <summary>
    /// Sends a batch and reads its acknowledgements. rtnetlink works every message off even when an earlier one failed; the first
    /// failure is what is thrown.
    /// </summary>
    /// <exception cref="NetlinkException">The kernel refused a message.</exception>
    public void Transact(NetlinkBatch batch)
    {
        Send(batch);
        NetlinkException? failure = null;
        int pending = batch.Acknowledgements;
        while (TryReceive(Libc.MSG_DONTWAIT, out ReadOnlySpan<byte> datagram))
        {
            var message = new MessageReader(datagram);
            while (message.Next())
            {
                if (message.Header.nlmsg_type != NetlinkConstants.NLMSG_ERROR)
                {
                    continue;
                }

                pending--;
                (Errno errno, string? text) = message.Outcome();
                if (errno != Errno.None)
                {
                    failure ??= new NetlinkException(batch.Label(message.Header.nlmsg_seq), errno, text);
                }
            }
        }

        if (failure is not null)
        {
            throw failure;
        }

        if (pending > 0)
        {
            throw new NetlinkException(batch.Label((uint)batch.Count), Errno.EIO, "the kernel did not acknowledge");
        }
    }

    /// <summary>Sends one request and gives every message of its answer to <paramref name="visit"/>: type and body.</summary>
    internal void Query(NetlinkBatch request, MessageVisitor visit)
    {
        Send(request);
        bool more = true;
        while (more && TryReceive(0, out ReadOnlySpan<byte> datagram))
        {
            var message = new MessageReader(datagram);
            while (more && message.Next())
            {
                if (message.Header.nlmsg_type is NetlinkConstants.NLMSG_ERROR or NetlinkConstants.NLMSG_DONE)
                {
                    (Errno errno, string? text) = message.Outcome();
                    if (errno != Errno.None)
                    {
                        throw new NetlinkException(request.Label(1), errno, text);
                    }

                    return;
                }

                visit(message.Header.nlmsg_type, message.Body);
                more = (message.Header.nlmsg_flags & NetlinkConstants.NLM_F_MULTI) != 0;
            }
        }
    }

    /// <summary>Waits for the next datagram of notifications.</summary>
    /// <exception cref="LinuxException">ENOBUFS: notifications were lost.</exception>
    internal ReadOnlySpan<byte> Receive()
    {
        TryReceive(0, out ReadOnlySpan<byte> datagram);
        return datagram;
    }

    /// <summary>Throws away what has been received.</summary>
    /// <exception cref="LinuxException">ENOBUFS: notifications were lost.</exception>
    internal void Drain()
    {
        while (TryReceive(Libc.MSG_DONTWAIT, out _))
        {
        }
    }

    /// <summary>Makes a wait of another thread on this socket return: has the kernel acknowledge an empty message.</summary>
    internal void Wake()
    {
        var batch = new NetlinkBatch();
        batch.Begin(NetlinkConstants.NLMSG_NOOP, NetlinkConstants.NLM_F_ACK, new ifinfomsg(), "wake");
        Send(batch);
    }

    public void Dispose() => _socket.Dispose();

    private void Send(NetlinkBatch batch)
    {
        ReadOnlySpan<byte> bytes = batch.Bytes;
        nint sent;
        fixed (byte* data = bytes)
        {
            do
            {
                sent = Libc.send(_socket.Number, data, (nuint)bytes.Length, 0);
            }
            while (sent < 0 && Fd.Interrupted());
        }

        if (sent < 0)
        {
            throw new NetlinkException(batch.Label(1), (Errno)Marshal.GetLastPInvokeError());
        }
    }

    private bool TryReceive(int flags, out ReadOnlySpan<byte> datagram)
    {
        _receive ??= GC.AllocateUninitializedArray<byte>(ReceiveSize);
        nint got;
        fixed (byte* data = _receive)
        {
            do
            {
                got = Libc.recv(_socket.Number, data, (nuint)_receive.Length, flags | Libc.MSG_TRUNC);
            }
            while (got < 0 && Fd.Interrupted());
        }

        datagram = default;
        if (got < 0)
        {
            return Marshal.GetLastPInvokeError() == (int)Errno.EAGAIN ? false : throw LinuxException.FromLastError("recv netlink");
        }

        if (got > _receive.Length)
        {
            throw new LinuxException("recv netlink", null, Errno.EOVERFLOW);
        }

        datagram = _receive.AsSpan(0, (int)got);
        return true;
    }

    private void Option(int name, int value)
    {
        if (Libc.setsockopt(_socket.Number, Libc.SOL_NETLINK, name, &value, sizeof(int)) < 0)
        {
            throw LinuxException.FromLastError("setsockopt netlink");
        }
    }
}

/// <summary>Is given the messages of an answer, one by one.</summary>
internal delegate void MessageVisitor(ushort type, ReadOnlySpan<byte> body);
