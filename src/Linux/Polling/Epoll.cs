using System.Runtime.InteropServices;

namespace Berth.Linux;

/// <summary>
/// epoll(7): waits for many descriptors at a cost that does not grow with those that are silent. It is a descriptor itself, readable when
/// one of its own is ready. Not thread-safe.
/// </summary>
public sealed unsafe class Epoll : IDisposable
{
    private const int Batch = 64;

    /// <summary><c>struct epoll_event</c>: the events, then 64 bits of the caller's; without padding on x86-64 alone.</summary>
    private static readonly int s_itemSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly byte[] _items = new byte[Batch * s_itemSize];

    public Epoll()
    {
        int fd = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        Descriptor = fd >= 0 ? new Fd(fd) : throw LinuxException.FromLastError("epoll_create1");
    }

    public Fd Descriptor { get; }

    /// <param name="fd">Not to be closed before <see cref="Remove"/>, unless nobody else has it open.</param>
    /// <param name="events">Errors and hang-ups are reported besides, always.</param>
    /// <param name="token">What <see cref="Take"/> names it by.</param>
    public void Add(Fd fd, PollEvents events, ulong token) => Control(Libc.EPOLL_CTL_ADD, fd, (uint)events, token);

    /// <summary>
    /// As <see cref="Add"/>, but what is so stays unreported until it becomes so anew (edge-triggered): the caller goes on until it hears
    /// EAGAIN, and never has to say what it waits for.
    /// </summary>
    public void AddEdges(Fd fd, PollEvents events, ulong token) => Control(Libc.EPOLL_CTL_ADD, fd, (uint)events | Libc.EPOLLET, token);

    public void Change(Fd fd, PollEvents events, ulong token) => Control(Libc.EPOLL_CTL_MOD, fd, (uint)events, token);

    public void Remove(Fd fd) => Control(Libc.EPOLL_CTL_DEL, fd, 0, 0);

    /// <summary>Takes what is ready, without waiting: at most as many as fit, the others come the next time.</summary>
    public int Take(Span<(ulong Token, PollEvents Events)> ready)
    {
        int count;
        fixed (byte* items = _items)
        {
            do
            {
                count = Libc.epoll_wait(Descriptor.Number, items, Math.Min(Batch, ready.Length), 0);
            }
            while (count < 0 && Fd.Interrupted());
        }

        if (count < 0)
        {
            throw LinuxException.FromLastError("epoll_wait");
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> item = _items.AsSpan(i * s_itemSize, s_itemSize);
            ready[i] = (MemoryMarshal.Read<ulong>(item[(s_itemSize - sizeof(ulong))..]), (PollEvents)MemoryMarshal.Read<uint>(item));
        }

        return count;
    }

    public void Dispose() => Descriptor.Dispose();

    private void Control(int operation, Fd fd, uint events, ulong token)
    {
        ArgumentNullException.ThrowIfNull(fd);
        byte* item = stackalloc byte[16];
        *(uint*)item = events;
        *(ulong*)(item + s_itemSize - sizeof(ulong)) = token;
        if (Libc.epoll_ctl(Descriptor.Number, operation, fd.Number, item) < 0)
        {
            throw LinuxException.FromLastError("epoll_ctl");
        }
    }
}
