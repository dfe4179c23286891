using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Berth.Linux.Sockets;

namespace Berth.Linux;

/// <summary>
/// A socket that somebody listens for logs on, without the framework's socket engine, which would start threads. It never blocks: neither
/// connecting nor sending waits for the other side.
/// </summary>
public sealed unsafe class LogSocket : IDisposable
{
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int SOCK_STREAM = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_NONBLOCK = 0x800;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int MostPathBytes = 107;

    private readonly Fd _socket;

    private LogSocket(Fd socket, bool isDatagram)
    {
        _socket = socket;
        IsDatagram = isDatagram;
    }

    /// <summary>A message is sent whole, or not at all.</summary>
    public bool IsDatagram { get; }

    /// <summary>Begins to connect.</summary>
    /// <param name="address">
    /// <c>unix://PATH</c> (a stream, or datagrams where it takes only those), <c>unixgram://PATH</c>, <c>udp://</c> or <c>tcp://ADDRESS:PORT</c>.
    /// </param>
    /// <exception cref="LinuxException">Nobody is there.</exception>
    public static LogSocket Open(string address)
    {
        int at = address.IndexOf("://", StringComparison.Ordinal);
        string scheme = address[..at], rest = address[(at + 3)..];
        switch (scheme)
        {
            case "unixgram":
                return Connect(UnixAddress(rest), Sys.AF_UNIX, SOCK_DGRAM, address);
            case "unix":
                try
                {
                    return Connect(UnixAddress(rest), Sys.AF_UNIX, SOCK_STREAM, address);
                }
                catch (LinuxException e) when (e.Errno == Errno.EPROTOTYPE)
                {
                    return Connect(UnixAddress(rest), Sys.AF_UNIX, SOCK_DGRAM, address);
                }

            default:
                var endpoint = IPEndPoint.Parse(rest);
                return Connect(
                    InternetAddress(endpoint),
                    endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? AF_INET6 : AF_INET,
                    scheme == "udp" ? SOCK_DGRAM : SOCK_STREAM,
                    address);
        }
    }

    /// <summary>Bytes that were taken; null while it takes none.</summary>
    /// <exception cref="LinuxException">The other side is gone, or refused.</exception>
    public int? Send(ReadOnlySpan<byte> message)
    {
        nint put;
        fixed (byte* data = message)
        {
            do
            {
                put = Libc.send_log(_socket.Number, data, (nuint)message.Length, MSG_NOSIGNAL);
            }
            while (put < 0 && Fd.Interrupted());
        }

        if (put >= 0)
        {
            return (int)put;
        }

        LinuxException failure = LinuxException.FromLastError("send");
        return failure.Errno is Errno.EAGAIN or Errno.ENOBUFS or Errno.EINPROGRESS or Errno.ENOTCONN ? null : throw failure;
    }

    /// <summary>Waits until it may take more, at most this long.</summary>
    public void WaitWritable(int milliseconds)
    {
        var poll = new PollSet();
        poll.Add(_socket, PollEvents.Writable);
        poll.Wait(milliseconds);
    }

    public void Dispose() => _socket.Dispose();

    private static LogSocket Connect(ReadOnlySpan<byte> address, int family, int type, string name)
    {
        int number = Libc.socket(family, type | Sys.SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        var socket = new Fd(number >= 0 ? number : throw LinuxException.FromLastError("socket"));
        int result;
        fixed (byte* data = address)
        {
            result = Libc.connect_log(socket.Number, data, (uint)address.Length);
        }

        if (result < 0)
        {
            LinuxException failure = LinuxException.FromLastError("connect", name);
            if (failure.Errno != Errno.EINPROGRESS)
            {
                socket.Dispose();
                throw failure;
            }
        }

        return new LogSocket(socket, type == SOCK_DGRAM);
    }

    private static byte[] UnixAddress(string path)
    {
        byte[] name = Encoding.UTF8.GetBytes(path);
        if (name.Length > MostPathBytes)
        {
            throw new LinuxException("connect", path, Errno.ENAMETOOLONG);
        }

        byte[] address = new byte[2 + name.Length + 1];
        BinaryPrimitives.WriteUInt16LittleEndian(address, Sys.AF_UNIX);
        name.CopyTo(address, 2);
        return address;
    }

    private static byte[] InternetAddress(IPEndPoint endpoint)
    {
        byte[] address = new byte[SocketAddressBytes.MaxSize];
        return address[..SocketAddressBytes.Write(endpoint, address)];
    }
}
