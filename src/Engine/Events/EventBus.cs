using System.Globalization;
using System.Threading.Channels;

namespace Berth.Engine.Events;

/// <summary>
/// Hands each event to every subscriber, in one order for all. The latest are kept for those who ask for the past. A subscriber
/// never holds the engine up: one that is too far behind is cut off, once it has read what there is for it, and knows that it is.
/// </summary>
public sealed class EventBus(TimeProvider time)
{
    /// <summary>Events kept for <c>since</c>; four times as many as dockerd keeps: a few health checks fill that in seconds.</summary>
    private const int Kept = 1024;

    /// <summary>Events that a subscriber may be behind.</summary>
    private const int Backlog = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<EngineEvent> _past = new();
    private readonly List<Channel<EngineEvent>> _subscribers = [];
    private readonly Dictionary<(string Type, string Action), long> _counts = [];

    public int SubscriberCount
    {
        get
        {
            lock (_lock)
            {
                return _subscribers.Count;
            }
        }
    }

    /// <summary>How many of each kind there have been.</summary>
    public IReadOnlyList<EventCount> Counts()
    {
        lock (_lock)
        {
            return [.. _counts.OrderBy(pair => pair.Key).Select(pair => new EventCount(pair.Key.Type, pair.Key.Action, pair.Value))];
        }
    }

    public void Publish(string type, string action, string actorId, IReadOnlyDictionary<string, string> attributes)
    {
        lock (_lock)
        {
            var happened = new EngineEvent(type, action, actorId, attributes, time.GetUtcNow());
            (string, string) kind = (type, action.Split(':')[0]);
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            _past.Enqueue(happened);
            if (_past.Count > Kept)
            {
                _past.Dequeue();
            }

            for (int i = _subscribers.Count - 1; i >= 0; i--)
            {
                if (!_subscribers[i].Writer.TryWrite(happened))
                {
                    _subscribers[i].Writer.TryComplete(new EventsLostException());
                    _subscribers.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>A prune of objects of a type is over; <paramref name="reclaimed"/> bytes are free.</summary>
    public void PublishPrune(string type, long reclaimed) =>
        Publish(type, "prune", "", new Dictionary<string, string> { ["reclaimed"] = reclaimed.ToString(CultureInfo.InvariantCulture) });

    /// <summary>What happened from <paramref name="since"/> on (nothing of the past where it is null), and then what happens.</summary>
    public Subscription Subscribe(DateTimeOffset? since)
    {
        var channel = Channel.CreateBounded<EngineEvent>(
            new BoundedChannelOptions(Backlog) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        lock (_lock)
        {
            EngineEvent[] past = since is { } from ? [.. _past.Where(e => e.Time >= from)] : [];
            _subscribers.Add(channel);
            return new Subscription(this, channel, past);
        }
    }

    private void Unsubscribe(Channel<EngineEvent> channel)
    {
        lock (_lock)
        {
            _subscribers.Remove(channel);
        }

        channel.Writer.TryComplete();
    }

    /// <summary>A place in the stream of events. Disposing leaves it.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly EventBus _bus;
        private readonly Channel<EngineEvent> _channel;

        internal Subscription(EventBus bus, Channel<EngineEvent> channel, IReadOnlyList<EngineEvent> past)
        {
            _bus = bus;
            _channel = channel;
            Past = past;
        }

        public IReadOnlyList<EngineEvent> Past { get; }

        /// <summary>Fails with <see cref="EventsLostException"/> after the last event before the first that found no room.</summary>
        public ChannelReader<EngineEvent> Live => _channel.Reader;

        public void Dispose() => _bus.Unsubscribe(_channel);
    }
}
