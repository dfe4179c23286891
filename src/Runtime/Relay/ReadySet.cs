using Berth.Linux;

namespace Berth.Runtime.Relay;

/// <summary>The descriptors of a relay, with who looks after each. What is removed is never told of anything again, not even in the same round.</summary>
internal sealed class ReadySet : IDisposable
{
    /// <summary>Rounds in a row before others in the monitor's loop have their turn.</summary>
    private const int MaxRounds = 8;

    private const int Batch = 64;

    private readonly Epoll _epoll = new();
    private readonly List<(IReadyHandler? Handler, uint Tenancy)> _places = [];
    private readonly Stack<int> _free = new();
    private readonly Queue<ReadyTicket> _queue = new();
    private readonly (ulong Token, PollEvents Events)[] _ready = new (ulong, PollEvents)[Batch];

    /// <summary>Readable when something is ready.</summary>
    public Fd Descriptor => _epoll.Descriptor;

    /// <summary>Somebody waits for another turn, whatever the kernel tells.</summary>
    public bool HasQueue => _queue.Count > 0;

    /// <summary>Tells the handler of what is so, again and again.</summary>
    public ReadyTicket Add(Fd fd, IReadyHandler handler, PollEvents events)
    {
        ReadyTicket ticket = Take(handler);
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

    /// <summary>Tells the handler of what has become so, once (<see cref="Epoll.AddEdges"/>).</summary>
    public ReadyTicket AddEdges(Fd fd, IReadyHandler handler, PollEvents events)
    {
        ReadyTicket ticket = Take(handler);
        try
        {
            _epoll.AddEdges(fd, events, ticket.Token);
        }
        catch
        {
            Forget(ticket);
            throw;
        }

        return ticket;
    }

    public void Change(ReadyTicket ticket, Fd fd, PollEvents events) => _epoll.Change(fd, events, ticket.Token);

    /// <summary>The handler gets a turn when the others have had theirs.</summary>
    public void Queue(ReadyTicket ticket) => _queue.Enqueue(ticket);

    /// <summary>To be called before the descriptor is closed.</summary>
    public void Remove(ReadyTicket ticket, Fd fd)
    {
        Forget(ticket);
        _epoll.Remove(fd);
    }

    /// <summary>As <see cref="Remove"/>, where the descriptor is the only one of its file and is closed now: the kernel lets go of it then.</summary>
    public void Close(ReadyTicket ticket) => Forget(ticket);

    /// <summary>Tells the handlers of what is ready now; never waits.</summary>
    public void Serve()
    {
        int most = MaxRounds;
        bool hasMore = true;
        while (hasMore && most-- > 0)
        {
            int count = _epoll.Take(_ready), queued = _queue.Count;
            for (int i = 0; i < count; i++)
            {
                Tell(ReadyTicket.Of(_ready[i].Token), _ready[i].Events);
            }

            for (int i = 0; i < queued; i++)
            {
                Tell(_queue.Dequeue(), PollEvents.None);
            }

            hasMore = count > 0 || queued > 0;
        }
    }

    public void Dispose() => _epoll.Dispose();

    private void Tell(ReadyTicket ticket, PollEvents events)
    {
        (IReadyHandler? handler, uint tenancy) = _places[ticket.Place];
        if (tenancy == ticket.Tenancy)
        {
            handler?.Ready(ticket, events);
        }
    }

    private ReadyTicket Take(IReadyHandler handler)
    {
        if (!_free.TryPop(out int place))
        {
            place = _places.Count;
            _places.Add(default);
        }

        var ticket = new ReadyTicket(place, _places[place].Tenancy + 1);
        _places[place] = (handler, ticket.Tenancy);
        return ticket;
    }

    private void Forget(ReadyTicket ticket)
    {
        _places[ticket.Place] = (null, ticket.Tenancy);
        _free.Push(ticket.Place);
    }
}
