using Berth.Linux;

namespace Berth.Runtime.Relay;

/// <summary>The descriptors of a relay, with who looks after each. What is removed is never told of anything again, not even in the same round.</summary>
internal sealed class ReadySet : IDisposable
{
    /// <summary>Rounds in a row before others in the monitor's loop have their turn.</summary>
    private const int MaxRounds = 4;

    private const int Batch = 64;

    private readonly Epoll _epoll = new();
    private readonly List<(IReadyHandler? Handler, uint Tenancy)> _places = [];
    private readonly Stack<int> _free = new();
    private readonly (ulong Token, PollEvents Events)[] _ready = new (ulong, PollEvents)[Batch];

    /// <summary>Readable when something is ready.</summary>
    public Fd Descriptor => _epoll.Descriptor;

    public ReadyTicket Add(Fd fd, IReadyHandler handler, PollEvents events)
    {
        if (!_free.TryPop(out int place))
        {
            place = _places.Count;
            _places.Add(default);
        }

        var ticket = new ReadyTicket(place, _places[place].Tenancy + 1);
        _places[place] = (handler, ticket.Tenancy);
        try
        {
            _epoll.Add(fd, events, ticket.Token);
        }
        catch
        {
            Forget(ticket);
            throw;
        }

        return ticket;
    }

    public void Change(ReadyTicket ticket, Fd fd, PollEvents events) => _epoll.Change(fd, events, ticket.Token);

    /// <summary>Nothing of it is told, not even its end, until <see cref="Resume"/>.</summary>
    public void Suspend(Fd fd) => _epoll.Remove(fd);

    public void Resume(ReadyTicket ticket, Fd fd, PollEvents events) => _epoll.Add(fd, events, ticket.Token);

    /// <summary>To be called before the descriptor is closed; suspended or not.</summary>
    public void Remove(ReadyTicket ticket, Fd fd)
    {
        Forget(ticket);
        try
        {
            _epoll.Remove(fd);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            // It was suspended.
        }
    }

    /// <summary>Tells the handlers of what is ready now; never waits.</summary>
    public void Serve()
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            int count = _epoll.Take(_ready);
            for (int i = 0; i < count; i++)
            {
                ReadyTicket ticket = ReadyTicket.Of(_ready[i].Token);
                (IReadyHandler? handler, uint tenancy) = _places[ticket.Place];
                if (tenancy == ticket.Tenancy)
                {
                    handler?.Ready(ticket, _ready[i].Events);
                }
            }

            if (count < Batch)
            {
                return;
            }
        }
    }

    public void Dispose() => _epoll.Dispose();

    private void Forget(ReadyTicket ticket)
    {
        _places[ticket.Place] = (null, ticket.Tenancy);
        _free.Push(ticket.Place);
    }
}
