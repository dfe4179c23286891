using System.Text;

namespace Berth.Linux;

/// <summary>Sockets of unix(7) without the framework's socket engine, which would start threads.</summary>
public static unsafe class UnixSocket
{
    private const int PathOffset = 2;
    private const int AddressSize = 110;

    /// <summary>A connected pair of SOCK_SEQPACKET: a message is received whole, and its sender's death is an end of file.</summary>
    public static (Fd First, Fd Second) Pair()
    {
        int* pair = stackalloc int[2];
        if (Libc.socketpair(Sys.AF_UNIX, Sys.SOCK_SEQPACKET | Sys.SOCK_CLOEXEC, 0, pair) < 0)
        {
            throw LinuxException.FromLastError("socketpair");
        }

        return (new Fd(pair[0]), new Fd(pair[1]));
    }

    /// <summary>A listening SOCK_SEQPACKET socket named <paramref name="name"/> in a directory, however long that one's path is.</summary>
    public static Fd Listen(Fd directory, string name)
    {
        Fd socket = Create(Sys.SOCK_SEQPACKET);
        byte* address = stackalloc byte[AddressSize];
        uint length = Address(address, $"{directory.ProcPath}/{name}");
        if (Libc.bind_unix(socket.Number, address, length) < 0 || Libc.listen_unix(socket.Number, 1) < 0)
        {
            throw LinuxException.FromLastError("listen", name);
        }

        return socket;
    }

    /// <summary>Connects to a socket that <see cref="Listen"/> made.</summary>
    public static Fd Connect(Fd directory, string name) => Connect(Sys.SOCK_SEQPACKET, $"{directory.ProcPath}/{name}");

    /// <summary>Connects to a SOCK_STREAM socket.</summary>
    /// <exception cref="LinuxException">ENOENT, ECONNREFUSED; ENAMETOOLONG over 107 bytes.</exception>
    public static Fd Connect(string path) => Connect(Sys.SOCK_STREAM, path);

    /// <summary>Receives one message and the descriptor that came with it, if any. 0 bytes: the other side is closed.</summary>
    public static int Receive(Fd socket, Span<byte> buffer, out Fd? passed)
    {
        var control = default(Sys.cmsg_fd);
        nint got;
        fixed (byte* data = buffer)
        {
            var part = new Sys.iovec { iov_base = data, iov_len = (nuint)buffer.Length };
            var header = new Sys.msghdr
            {
                msg_iov = &part, msg_iovlen = 1, msg_control = &control, msg_controllen = (nuint)sizeof(Sys.cmsg_fd),
            };
            do
            {
                got = Libc.recvmsg(socket.Number, &header, Sys.MSG_CMSG_CLOEXEC);
            }
            while (got < 0 && Fd.Interrupted());
            bool hasControl = got >= 0 && header.msg_controllen > 0;
            passed = hasControl && control.cmsg_type == Sys.SCM_RIGHTS ? new Fd(control.fd) : null;
        }

        // A peer that dies with our message unread resets the connection: for the reader the same as its end.
        if (got < 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == (int)Errno.ECONNRESET)
        {
            return 0;
        }

        return got >= 0 ? (int)got : throw LinuxException.FromLastError("recvmsg");
    }

    /// <summary>Whether a process listens at a socket that <see cref="Listen"/> made; it does not hear of the question.</summary>
    public static bool IsListening(Fd directory, string name)
    {
        try
        {
            // The kernel finds the socket first, and then that it is of another type.
            using Fd socket = Connect(Sys.SOCK_STREAM, $"{directory.ProcPath}/{name}");
            return true;
        }
        catch (LinuxException e) when (e.Errno is Errno.EPROTOTYPE or Errno.ECONNREFUSED or Errno.ENOENT)
        {
            return e.Errno == Errno.EPROTOTYPE;
        }
    }

    /// <summary>Sends <paramref name="data"/>, with a descriptor where there is one to pass. No SIGPIPE.</summary>
    /// <exception cref="LinuxException">EPIPE, ECONNRESET: the other side is closed.</exception>
    public static void Send(Fd socket, ReadOnlySpan<byte> data, Fd? passed = null)
    {
        var control = new Sys.cmsg_fd
        {
            cmsg_len = 20, cmsg_level = Sys.SOL_SOCKET, cmsg_type = Sys.SCM_RIGHTS, fd = passed?.Number ?? -1,
        };
        fixed (byte* first = data)
        {
            var part = new Sys.iovec { iov_base = first, iov_len = (nuint)data.Length };
            var header = new Sys.msghdr
            {
                msg_iov = &part,
                msg_iovlen = 1,
                msg_control = passed is null ? null : &control,
                msg_controllen = passed is null ? 0 : (nuint)sizeof(Sys.cmsg_fd),
            };
            if (Libc.sendmsg(socket.Number, &header, Sys.MSG_NOSIGNAL) < 0)
            {
                throw LinuxException.FromLastError("sendmsg");
            }
        }
    }

    private static Fd Create(int type)
    {
        int fd = Libc.socket_unix(Sys.AF_UNIX, type | Sys.SOCK_CLOEXEC, 0);
        return fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("socket");
    }

    private static Fd Connect(int type, string path)
    {
        Fd socket = Create(type);
        byte* address = stackalloc byte[AddressSize];
        uint length = Address(address, path);
        if (Libc.connect_unix(socket.Number, address, length) < 0)
        {
            LinuxException error = LinuxException.FromLastError("connect", path);
            socket.Dispose();
            throw error;
        }

        return socket;
    }

    // struct sockaddr_un: the family, then the path with its NUL.
    private static uint Address(byte* address, string path)
    {
        int length = Encoding.UTF8.GetByteCount(path);
        if (length >= AddressSize - PathOffset)
        {
            throw new LinuxException("connect", path, Errno.ENAMETOOLONG);
        }

        new Span<byte>(address, AddressSize).Clear();
        *(ushort*)address = Sys.AF_UNIX;
        Encoding.UTF8.GetBytes(path, new Span<byte>(address + PathOffset, length));
        return (uint)(PathOffset + length + 1);
    }
}
