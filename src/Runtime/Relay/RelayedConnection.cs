using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Runtime.Relay;

/// <summary>
/// One TCP connection through a relay. Nothing of what passes is kept here: bytes are looked at where the kernel has them (MSG_PEEK),
/// given to the other side, and let go of as far as that took them. So a slow side slows down the other one, as on a direct connection,
/// an end goes on as an end (half-close), and a reset as a reset.
/// <code>
/// client ──▶ socket ──▶ up ────▶ socket ──▶ container
/// client ◀── socket ◀── down ◀── socket ◀── container
/// </code>
/// </summary>
internal sealed class RelayedConnection : IReadyHandler
{
    /// <summary>Moves in a row before others have their turn.</summary>
    private const int MaxMoves = 8;

    private readonly RelayContext _context;
    private readonly Fd _client;
    private readonly Fd _server;
    private readonly ReadyTicket _clientTicket;
    private readonly ReadyTicket _serverTicket;

    /// <summary>What is waited for; null: nothing, not even its end.</summary>
    private PollEvents? _clientEvents = PollEvents.None;
    private PollEvents? _serverEvents = PollEvents.Writable;
    private bool _connected;
    private Way _up;
    private Way _down;

    /// <param name="relay">Whose it is.</param>
    /// <param name="server">Being connected.</param>
    public RelayedConnection(RelayContext context, StreamRelay relay, Fd client, Fd server)
    {
        _context = context;
        Relay = relay;
        _client = client;
        _server = server;
        _clientTicket = context.Set.Add(client, this, PollEvents.None);
        _serverTicket = context.Set.Add(server, this, PollEvents.Writable);
        context.Connections.Add(this);
    }

    /// <summary>Where a way between the two stands.</summary>
    private enum Way
    {
        /// <summary>Waits for the sender.</summary>
        Open,

        /// <summary>Waits for the receiver to take what the sender has sent.</summary>
        Blocked,

        /// <summary>The sender's end has been passed on.</summary>
        Ended,
    }

    public StreamRelay Relay { get; }

    public void Ready(ReadyTicket ticket, PollEvents events)
    {
        if (!_connected)
        {
            if (ticket == _clientTicket || StreamSocket.TakeError(_server) != Errno.None)
            {
                // The caller left, or nobody listens in the container.
                Break();
                return;
            }

            _connected = true;
        }

        if (!TryMove(ref _up, _client, _server) || !TryMove(ref _down, _server, _client) || IsBroken(ticket, events))
        {
            Break();
        }
        else if (_up == Way.Ended && _down == Way.Ended)
        {
            Leave();
            _client.Dispose();
            _server.Dispose();
        }
        else
        {
            Watch(ticket, events);
        }
    }

    /// <summary>Cut off, and both sides are told.</summary>
    public void Break()
    {
        Leave();
        StreamSocket.Abort(_client);
        StreamSocket.Abort(_server);
    }

    private void Leave()
    {
        _context.Leave(this);
        _context.Set.Remove(_clientTicket, _client);
        _context.Set.Remove(_serverTicket, _server);
    }

    private bool IsBroken(ReadyTicket ticket, PollEvents events) =>
        events.HasFlag(PollEvents.Error) && StreamSocket.TakeError(ticket == _clientTicket ? _client : _server) != Errno.None;

    /// <summary>Moves what there is; false where a side is gone.</summary>
    private bool TryMove(ref Way way, Fd from, Fd to)
    {
        if (way == Way.Ended)
        {
            return true;
        }

        way = Way.Open;
        Span<byte> buffer = _context.Buffer;
        for (int i = 0; i < MaxMoves; i++)
        {
            int there = StreamSocket.Peek(from, buffer, out Errno errno);
            if (there < 0)
            {
                return errno is Errno.EAGAIN or Errno.EINTR;
            }

            if (there == 0)
            {
                StreamSocket.ShutdownSend(to);
                way = Way.Ended;
                return true;
            }

            int taken = StreamSocket.Send(to, buffer[..there], out errno);
            if (taken < 0 && errno is not (Errno.EAGAIN or Errno.EINTR or Errno.ENOBUFS))
            {
                return false;
            }

            if (taken > 0)
            {
                StreamSocket.Discard(from, taken);
            }

            if (taken < there)
            {
                way = Way.Blocked;
                return true;
            }

            if (there < buffer.Length)
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>Waits for what can go on. A side of which nothing is wanted, and that has hung up, would be reported for ever.</summary>
    private void Watch(ReadyTicket ticket, PollEvents happened)
    {
        Watch(_clientTicket, _client, ref _clientEvents, Wanted(_up, _down), ticket == _clientTicket ? happened : PollEvents.None);
        Watch(_serverTicket, _server, ref _serverEvents, Wanted(_down, _up), ticket == _serverTicket ? happened : PollEvents.None);
    }

    private void Watch(ReadyTicket ticket, Fd socket, ref PollEvents? current, PollEvents wanted, PollEvents happened)
    {
        PollEvents? next = wanted == PollEvents.None && (current is null || happened.HasFlag(PollEvents.HungUp)) ? null : wanted;
        if (next == current)
        {
            return;
        }

        if (next is not { } events)
        {
            _context.Set.Suspend(socket);
        }
        else if (current is null)
        {
            _context.Set.Resume(ticket, socket, events);
        }
        else
        {
            _context.Set.Change(ticket, socket, events);
        }

        current = next;
    }

    /// <param name="from">The way that comes from the side.</param>
    /// <param name="to">The way that leads to it.</param>
    private static PollEvents Wanted(Way from, Way to) =>
        (from == Way.Open ? PollEvents.Readable : PollEvents.None) | (to == Way.Blocked ? PollEvents.Writable : PollEvents.None);
}
