using Berth.Linux;
using Xunit;

namespace Berth.Unit.Linux;

public sealed class PollHeadersTests
{
    [Fact]
    public void StructsAndConstants_AgainstTheHeaders_Agree()
    {
        Assert.SkipUnless(HeaderCheck.IsPossible, "no C compiler or headers");

        string complaints = new HeaderCheck()
            .Include("poll.h", "sys/socket.h", "sys/ioctl.h", "sys/mman.h", "sys/syscall.h", "sys/eventfd.h", "fcntl.h", "unistd.h", "termios.h", "linux/close_range.h")
            .Struct("struct pollfd", typeof(Libc.PollFd), "")
            .Struct("struct winsize", typeof(Libc.WinSize), "ws_")
            .Struct("struct termios", typeof(Libc.Termios), "c_")
            .Constant("POLLIN", Libc.POLLIN)
            .Constant("POLLPRI", Libc.POLLPRI)
            .Constant("EFD_CLOEXEC", Libc.EFD_CLOEXEC)
            .Constant("EFD_NONBLOCK", Libc.EFD_NONBLOCK)
            .Constant("W_OK", Libc.W_OK)
            .Constant("X_OK", Libc.X_OK)
            .Constant("AT_EACCESS", Libc.AT_EACCESS)
            .Constant("POLLOUT", Libc.POLLOUT)
            .Constant("POLLERR", Libc.POLLERR)
            .Constant("POLLHUP", Libc.POLLHUP)
            .Constant("POLLNVAL", Libc.POLLNVAL)
            .Constant("SOCK_NONBLOCK", Libc.SOCK_NONBLOCK)
            .Constant("MSG_DONTWAIT", Libc.MSG_DONTWAIT)
            .Constant("MSG_NOSIGNAL", Libc.MSG_NOSIGNAL)
            .Constant("F_GETFL", Libc.F_GETFL)
            .Constant("F_SETFL", Libc.F_SETFL)
            .Constant("O_NONBLOCK", OpenFlags.O_NONBLOCK)
            .Constant("CLOSE_RANGE_CLOEXEC", Libc.CLOSE_RANGE_CLOEXEC)
            .Constant("SYS_close_range", SyscallNumber.SYS_close_range)
            .Constant("TIOCGWINSZ", (long)Libc.TIOCGWINSZ)
            .Constant("TIOCSWINSZ", (long)Libc.TIOCSWINSZ)
            .Constant("ONLCR", Libc.ONLCR)
            .Constant("ECHO", Libc.ECHO)
            .Constant("TCSANOW", Libc.TCSANOW)
            .Constant("MADV_DONTNEED", Libc.MADV_DONTNEED)
            .Complaints();

        Assert.Equal("", complaints);
    }

    [Fact]
    public void SocketStructsAndConstants_AgainstTheHeaders_Agree()
    {
        Assert.SkipUnless(HeaderCheck.IsPossible, "no C compiler or headers");

        string complaints = new HeaderCheck()
            .Include("sys/socket.h", "netinet/in.h", "netinet/tcp.h", "sys/epoll.h", "fcntl.h")
            .Struct("struct linger", typeof(Libc.linger), "")
            .Struct("struct in_pktinfo", typeof(Libc.in_pktinfo), "")
            .Constant("AF_INET6", Libc.AF_INET6)
            .Constant("IPPROTO_IP", Libc.IPPROTO_IP)
            .Constant("IPPROTO_IPV6", Libc.IPPROTO_IPV6)
            .Constant("IPV6_V6ONLY", Libc.IPV6_V6ONLY)
            .Constant("SO_ERROR", Libc.SO_ERROR)
            .Constant("SO_KEEPALIVE", Libc.SO_KEEPALIVE)
            .Constant("SO_LINGER", Libc.SO_LINGER)
            .Constant("SO_PROTOCOL", Libc.SO_PROTOCOL)
            .Constant("TCP_NODELAY", Libc.TCP_NODELAY)
            .Constant("TCP_KEEPIDLE", Libc.TCP_KEEPIDLE)
            .Constant("TCP_KEEPINTVL", Libc.TCP_KEEPINTVL)
            .Constant("SHUT_WR", Libc.SHUT_WR)
            .Constant("MSG_PEEK", Libc.MSG_PEEK)
            .Constant("MSG_TRUNC", Libc.MSG_TRUNC)
            .Constant("IP_PKTINFO", Libc.IP_PKTINFO)
            .Constant("IPV6_RECVPKTINFO", Libc.IPV6_RECVPKTINFO)
            .Constant("IPV6_PKTINFO", Libc.IPV6_PKTINFO)
            .Constant("EPOLL_CLOEXEC", Libc.EPOLL_CLOEXEC)
            .Constant("EPOLL_CTL_ADD", Libc.EPOLL_CTL_ADD)
            .Constant("EPOLL_CTL_DEL", Libc.EPOLL_CTL_DEL)
            .Constant("EPOLL_CTL_MOD", Libc.EPOLL_CTL_MOD)
            .Constant("EPOLLET", Libc.EPOLLET)
            .Constant("F_SETPIPE_SZ", Libc.F_SETPIPE_SZ)
            .Constant("SPLICE_F_NONBLOCK", Libc.SPLICE_F_NONBLOCK)
            .Constant("EPOLLIN", (long)PollEvents.Readable)
            .Constant("EPOLLOUT", (long)PollEvents.Writable)
            .Constant("EPOLLERR", (long)PollEvents.Error)
            .Constant("EPOLLHUP", (long)PollEvents.HungUp)
            .Constant("EPOLLRDHUP", (long)PollEvents.PeerEnded)
            .Constant("EPOLLPRI", (long)PollEvents.Priority)
            .Complaints();

        Assert.Equal("", complaints);
    }
}
