using System.Net;
using Berth.Linux;
using Berth.Linux.Sockets;

namespace Berth.Runtime.Relay;

/// <summary>A TCP port: each caller is connected to the container, or hears at once that it cannot be.</summary>
internal sealed class StreamRelay : PortRelay, IReadyHandler
{
    private const int Backlog = 4096;

    /// <summary>Callers in a row before others have their turn.</summary>
    private const int MaxBurst = 32;

    private const int Tcp = 6;

    private readonly RelayContext _context;
    private readonly Fd _listener;
    private readonly ReadyTicket _ticket;

    /// <summary>How many are called in at once: where they come one by one, nobody is asked for a second one.</summary>
    private int _burst = 1;

    /// <param name="listener">Bound; it stays the caller's.</param>
    public StreamRelay(RelayContext context, Fd listener, IPEndPoint target)
        : base(target)
    {
        _context = context;
        _listener = listener;
        NonBlocking.Enable(listener);
        StreamSocket.Tune(listener);
        StreamSocket.Listen(listener, Backlog);
        _ticket = context.Set.Add(listener, this, PollEvents.Readable);
    }

    public void Ready(ReadyTicket ticket, PollEvents events)
    {
        for (int i = 0; i < _burst; i++)
        {
            if (_context.IsFull)
            {
                Pause();
                return;
            }

            if (!TryAccept(out Fd? client))
            {
                _burst = 1;
                return;
            }

            Connect(client!);
        }

        _burst = Math.Min(2 * _burst, MaxBurst);
    }

    /// <summary>There is room again for those who wait.</summary>
    public void Resume()
    {
        if (_context.Waiting.Remove(this))
        {
            _context.Set.Change(_ticket, _listener, PollEvents.Readable);
        }
    }

    public override void Dispose()
    {
        CutOff();
        _context.Waiting.Remove(this);
        _context.Set.Remove(_ticket, _listener);
    }

    private bool TryAccept(out Fd? client)
    {
        client = null;
        try
        {
            client = NonBlocking.Accept(_listener);
            return client is not null;
        }
        catch (LinuxException)
        {
            // EMFILE, ENFILE, ENOMEM, or the network's own troubles: the caller waits in the backlog.
            _context.LowerLimit();
            Pause();
            return false;
        }
    }

    private void Connect(Fd client)
    {
        Fd? server = StreamSocket.TryConnect(Tcp, Target, out Errno errno);
        if (server is null)
        {
            if (errno is Errno.EMFILE or Errno.ENFILE)
            {
                _context.LowerLimit();
            }

            StreamSocket.Abort(client);
            return;
        }

        StreamSocket.Tune(server);
        _ = new RelayedConnection(_context, this, client, server);
    }

    private void Pause()
    {
        if (_context.Waiting.Add(this))
        {
            _context.Set.Change(_ticket, _listener, PollEvents.None);
        }
    }

    protected override void CutOff()
    {
        foreach (RelayedConnection connection in _context.Connections.Where(one => one.Relay == this).ToArray())
        {
            connection.Break();
        }
    }
}
