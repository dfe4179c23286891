using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Berth.Linux.Sockets;

/// <summary>Sockets that hold a port of the host's and do nothing else.</summary>
public static unsafe class PortSocket
{
    /// <summary>
    /// Binds a socket to an IPv4 port. It neither listens nor is read, so it answers nobody; it only makes bind(2) of others fail.
    /// </summary>
    /// <param name="protocol">IP protocol number: 6 (TCP), 17 (UDP) or 132 (SCTP).</param>
    /// <param name="address">In host byte order; 0: every address.</param>
    /// <param name="errno">Why there is no result.</param>
    public static Fd? TryBind(int protocol, uint address, ushort port, out Errno errno)
    {
        // A TCP port may look taken when only connections in TIME_WAIT are left on it. SO_REUSEADDR sees through that, but it would
        // also let every server that sets it bind beside us: so it is only the second try.
        Fd? socket = TryBind(protocol, address, port, reuse: false, out errno);
        return socket is null && errno == Errno.EADDRINUSE && protocol == Libc.IPPROTO_TCP
            ? TryBind(protocol, address, port, reuse: true, out errno)
            : socket;
    }

    private static Fd? TryBind(int protocol, uint address, ushort port, bool reuse, out Errno errno)
    {
        int type = protocol == Libc.IPPROTO_UDP ? Libc.SOCK_DGRAM : Libc.SOCK_STREAM;
        int number = Libc.socket(Libc.AF_INET, type | Libc.SOCK_CLOEXEC, protocol);
        if (number < 0)
        {
            errno = (Errno)Marshal.GetLastPInvokeError();
            return null;
        }

        var socket = new Fd(number);
        int on = 1;
        var name = new Libc.sockaddr_in
        {
            sin_family = Libc.AF_INET,
            sin_port = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(port) : port,
            sin_addr = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(address) : address,
        };
        if ((reuse && Libc.setsockopt(number, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, &on, sizeof(int)) < 0)
            || Libc.bind(number, &name, (uint)sizeof(Libc.sockaddr_in)) < 0)
        {
            errno = (Errno)Marshal.GetLastPInvokeError();
            socket.Dispose();
            return null;
        }

        errno = Errno.None;
        return socket;
    }
}
