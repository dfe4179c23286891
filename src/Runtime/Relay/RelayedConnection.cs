using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Runtime.Relay;

/// <summary>
/// One TCP connection through a relay. An end goes on as an end (half-close), and a reset as a reset.
/// <code>
/// client ──▶ socket ──▶ up ────▶ socket ──▶ container
/// client ◀── socket ◀── down ◀── socket ◀── container
/// </code>
/// </summary>
internal sealed class RelayedConnection : IReadyHandler
{
    private readonly RelayContext _context;
    private readonly RelaySide _client;
    private readonly RelaySide _server;
    private readonly RelayedWay _up;
    private readonly RelayedWay _down;
    private bool _connected;
    private bool _isQueued;

    /// <param name="relay">Whose it is.</param>
    /// <param name="server">Being connected.</param>
    public RelayedConnection(RelayContext context, StreamRelay relay, Fd client, Fd server)
    {
        _context = context;
        Relay = relay;
        _client = new RelaySide(client);
        _server = new RelaySide(server);
        _up = new RelayedWay(context, _client, _server);
        _down = new RelayedWay(context, _server, _client);
        _client.Ticket = context.Set.AddEdges(client, this, RelaySide.Events);
        _server.Ticket = context.Set.AddEdges(server, this, RelaySide.Events);
        context.Connections.Add(this);
    }

    public StreamRelay Relay { get; }

    public void Ready(ReadyTicket ticket, PollEvents events)
    {
        _isQueued &= events != PollEvents.None;
        RelaySide side = ticket == _client.Ticket ? _client : _server;
        bool mayBeBroken = events.HasFlag(PollEvents.Error);
        side.Note(events);
        if (!_connected)
        {
            if (mayBeBroken)
            {
                // The caller left, or nobody listens in the container.
                Break();
                return;
            }

            _connected = _server.IsWritable;
            if (!_connected)
            {
                return;
            }
        }

        RelayProgress up = _up.Move(), down = _down.Move();
        if (up == RelayProgress.Broken || down == RelayProgress.Broken || (mayBeBroken && StreamSocket.TakeError(side.Socket) != Errno.None))
        {
            Break();
        }
        else if (_up.HasEnded && _down.HasEnded)
        {
            Leave();
            _client.Socket.Dispose();
            _server.Socket.Dispose();
        }
        else
        {
            _up.PassEnd();
            _down.PassEnd();
            if ((up == RelayProgress.HasMore || down == RelayProgress.HasMore) && !_isQueued)
            {
                _isQueued = true;
                _context.Set.Queue(ticket);
            }
        }
    }

    /// <summary>Cut off, and both sides are told.</summary>
    public void Break()
    {
        Leave();
        StreamSocket.Abort(_client.Socket);
        StreamSocket.Abort(_server.Socket);
    }

    private void Leave()
    {
        _up.Release();
        _down.Release();
        _context.Leave(this);
        _context.Set.Close(_client.Ticket);
        _context.Set.Close(_server.Ticket);
    }
}
