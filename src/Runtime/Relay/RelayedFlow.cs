using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Runtime.Relay;

/// <summary>
/// A peer of a UDP port: a socket of its own towards the container, so that answers find their way back, and the time of the last
/// datagram.
/// </summary>
internal sealed class RelayedFlow : IReadyHandler
{
    /// <summary>Datagrams in a row before others have their turn.</summary>
    private const int MaxMoves = 32;

    private readonly RelayContext _context;
    private readonly Fd _server;
    private readonly ReadyTicket _ticket;
    private DatagramPeer _peer;

    public RelayedFlow(RelayContext context, DatagramRelay relay, in DatagramPeer peer, Fd server)
    {
        _context = context;
        Relay = relay;
        _peer = peer;
        _server = server;
        _ticket = context.Set.Add(server, this, PollEvents.Readable);
        LastUsed = context.Time.GetTimestamp();
        context.Flows.Add(this);
    }

    public DatagramRelay Relay { get; }

    public ref readonly DatagramPeer Peer => ref _peer;

    /// <summary>Timestamp of the context's time.</summary>
    public long LastUsed { get; private set; }

    /// <summary>From the peer to the container. What the container's socket has no room for is lost, as on any link.</summary>
    public void Forward(ReadOnlySpan<byte> datagram)
    {
        LastUsed = _context.Time.GetTimestamp();
        if (StreamSocket.Send(_server, datagram, out Errno errno) < 0 && errno == Errno.ECONNREFUSED)
        {
            // That was for an earlier one, which nobody listened to; this one may be luckier.
            _ = StreamSocket.Send(_server, datagram, out _);
        }
    }

    /// <summary>From the container to the peer.</summary>
    public void Ready(ReadyTicket ticket, PollEvents events)
    {
        for (int i = 0; i < MaxMoves; i++)
        {
            int length = StreamSocket.Receive(_server, _context.Buffer, out Errno errno);
            if (length < 0)
            {
                if (errno is Errno.EAGAIN or Errno.EINTR)
                {
                    return;
                }

                // ECONNREFUSED and the like are of one datagram.
                continue;
            }

            LastUsed = _context.Time.GetTimestamp();
            Relay.Answer(_context.Buffer[..length], _peer);
        }
    }

    public void End()
    {
        _context.Flows.Remove(this);
        _context.Set.Remove(_ticket, _server);
        _server.Dispose();
    }
}
