using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Berth.Linux.Sockets;

/// <summary>Sockets that hold a port of the host's.</summary>
public static unsafe class PortSocket
{
    /// <summary>
    /// Binds a socket to a port. It neither listens nor is read, so it answers nobody; it only makes bind(2) of others fail. One of an
    /// IPv6 address leaves IPv4 alone (IPV6_V6ONLY).
    /// </summary>
    /// <param name="protocol">IP protocol number: 6 (TCP), 17 (UDP) or 132 (SCTP).</param>
    /// <param name="address">IPv4 or IPv6; 0.0.0.0 and <c>::</c>: every address of the family.</param>
    /// <param name="errno">Why there is no result.</param>
    public static Fd? TryBind(int protocol, IPAddress address, ushort port, out Errno errno)
    {
        ArgumentNullException.ThrowIfNull(address);

        // A TCP port may look taken when only connections in TIME_WAIT are left on it. SO_REUSEADDR sees through that, but it would
        // also let every server that sets it bind beside us: so it is only the second try.
        Fd? socket = TryBind(protocol, address, port, reuse: false, out errno);
        return socket is null && errno == Errno.EADDRINUSE && protocol == Libc.IPPROTO_TCP
            ? TryBind(protocol, address, port, reuse: true, out errno)
            : socket;
    }

    private static Fd? TryBind(int protocol, IPAddress address, ushort port, bool reuse, out Errno errno)
    {
        bool isSix = address.AddressFamily == AddressFamily.InterNetworkV6;
        int type = protocol == Libc.IPPROTO_UDP ? Libc.SOCK_DGRAM : Libc.SOCK_STREAM;
        int number = Libc.socket(isSix ? Libc.AF_INET6 : Libc.AF_INET, type | Libc.SOCK_CLOEXEC, protocol);
        if (number < 0)
        {
            errno = (Errno)Marshal.GetLastPInvokeError();
            return null;
        }

        var socket = new Fd(number);
        byte* name = stackalloc byte[SocketAddressBytes.MaxSize];
        uint length = (uint)SocketAddressBytes.Write(new IPEndPoint(address, port), new Span<byte>(name, SocketAddressBytes.MaxSize));
        if ((isSix && !TrySwitchOn(number, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY))
            || (reuse && !TrySwitchOn(number, Libc.SOL_SOCKET, Libc.SO_REUSEADDR))
            || Libc.bind(number, name, length) < 0)
        {
            errno = (Errno)Marshal.GetLastPInvokeError();
            socket.Dispose();
            return null;
        }

        errno = Errno.None;
        return socket;
    }

    private static bool TrySwitchOn(int socket, int level, int name)
    {
        int on = 1;
        return Libc.setsockopt(socket, level, name, &on, sizeof(int)) == 0;
    }
}
