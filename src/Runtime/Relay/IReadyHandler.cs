using Berth.Linux;

namespace Berth.Runtime.Relay;

/// <summary>Who is told that one of its descriptors is ready.</summary>
internal interface IReadyHandler
{
    /// <param name="ticket">What <see cref="ReadySet.Add"/> gave for the descriptor.</param>
    /// <param name="events">What happened; none: it is the turn that was asked for (<see cref="ReadySet.Queue"/>).</param>
    void Ready(ReadyTicket ticket, PollEvents events);
}
