using System.Threading.Channels;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Statistics;

/// <summary>
/// Reads a container's statistics every second as long as anybody watches, once for all of them. A frame has the one before it as its
/// <c>precpu_stats</c>. It goes on while the container does not run, and ends when it is removed.
/// </summary>
internal sealed class StatsSampler
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly Func<ContainerStats?> _read;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<Channel<ContainerStats>> _watchers = [];
    private ITimer? _timer;
    private ContainerStats? _last;
    private int _isReading;

    /// <param name="read">Reads once; null once there is nothing to read any more.</param>
    /// <param name="time">The clock.</param>
    public StatsSampler(Func<ContainerStats?> read, TimeProvider time)
    {
        _read = read;
        _time = time;
    }

    /// <summary>Frames from now on, the first at once where nobody watched before. Who does not keep up misses the older ones.</summary>
    public Channel<ContainerStats> Join()
    {
        var watcher = Channel.CreateBounded<ContainerStats>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            _watchers.Add(watcher);
            _timer ??= _time.CreateTimer(static state => ((StatsSampler)state!).Tick(), this, TimeSpan.Zero, s_interval);
        }

        return watcher;
    }

    /// <returns>False when that was the last watcher, and nothing is read any more.</returns>
    public bool Leave(Channel<ContainerStats> watcher)
    {
        lock (_lock)
        {
            _watchers.Remove(watcher);
            if (_watchers.Count == 0)
            {
                Stop();
            }

            return _watchers.Count > 0;
        }
    }

    private void Tick()
    {
        // A read that takes longer than a second is not overtaken by the next.
        if (Interlocked.Exchange(ref _isReading, 1) != 0)
        {
            return;
        }

        try
        {
            Hand(_read());
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }

    private void Hand(ContainerStats? stats)
    {
        lock (_lock)
        {
            if (stats is null)
            {
                _watchers.ForEach(watcher => watcher.Writer.TryComplete());
                Stop();
                return;
            }

            ContainerStats frame = _last is null ? stats : stats with { PreCpu = _last.Cpu, PreRead = _last.Read };
            _last = stats;
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(frame));
        }
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
        _last = null;
    }
}
