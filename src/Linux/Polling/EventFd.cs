namespace Berth.Linux;

/// <summary>eventfd(2): a counter that the kernel adds to and poll(2) waits for.</summary>
public static class EventFd
{
    /// <summary>At 0, never waiting on a read.</summary>
    public static Fd Create()
    {
        int fd = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        return fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("eventfd");
    }

    /// <summary>The count, which becomes 0.</summary>
    public static ulong Take(Fd counter)
    {
        Span<byte> bytes = stackalloc byte[8];
        return NonBlocking.Read(counter, bytes) == 8 ? BitConverter.ToUInt64(bytes) : 0;
    }
}
