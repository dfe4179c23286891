namespace Berth.Linux;

/// <summary>What poll(2) waits for and reports.</summary>
[Flags]
public enum PollEvents : short
{
    /// <summary>Nothing asked for; errors and hang-ups are reported all the same.</summary>
    None = 0,
    Readable = Libc.POLLIN,

    /// <summary>What a control group's file reports when it has changed (kernfs), and read it must be before the next wait.</summary>
    Priority = Libc.POLLPRI,
    Writable = Libc.POLLOUT,
    Error = Libc.POLLERR,
    HungUp = Libc.POLLHUP,
    NotOpen = Libc.POLLNVAL,

    /// <summary>The peer of a stream socket will send no more: what it has sent before may be there to be read.</summary>
    PeerEnded = Libc.POLLRDHUP,
}
