using Berth.Linux;

namespace Berth.Runtime.Relay;

/// <summary>One end of a relayed connection: its socket, and what is known of it. The kernel tells only what is new; what it has told holds until EAGAIN.</summary>
internal sealed class RelaySide(Fd socket)
{
    /// <summary>Everything that can be told.</summary>
    public const PollEvents Events = PollEvents.Readable | PollEvents.Writable | PollEvents.PeerEnded | PollEvents.Priority;

    private const PollEvents Broken = PollEvents.Error | PollEvents.HungUp;

    public Fd Socket { get; } = socket;

    public ReadyTicket Ticket { get; set; }

    /// <summary>There may be bytes, an end, or an error to be read.</summary>
    public bool IsReadable { get; set; }

    /// <summary>There may be room, or an error that writing tells.</summary>
    public bool IsWritable { get; set; }

    /// <summary>Reading less than was asked for does not mean that nothing is left: an end follows, or urgent data was in the way (tcp(7)).</summary>
    public bool HasMoreBehind { get; private set; }

    public void Note(PollEvents events)
    {
        IsReadable |= (events & (PollEvents.Readable | PollEvents.PeerEnded | PollEvents.Priority | Broken)) != 0;
        IsWritable |= (events & (PollEvents.Writable | Broken)) != 0;
        HasMoreBehind |= (events & (PollEvents.PeerEnded | PollEvents.Priority | Broken)) != 0;
    }
}
