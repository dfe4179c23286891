namespace Berth.Unit.RegistryClient;

/// <summary>
/// A clock that stands until it is moved, except for those who wait: a timer moves the clock to its due time at once, so that pauses
/// take no time and can be read afterwards. Timers longer than an hour, or never due, and those named as limits stand still.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<TimeSpan> _pauses = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Timers from this on are limits on how long something may take, and do not fire.</summary>
    public TimeSpan LimitsFrom { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What was waited for, in its order.</summary>
    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_pauses)
            {
                return [.. _pauses];
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_pauses)
        {
            return _now;
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (_pauses)
        {
            _now += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= LimitsFrom)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        lock (_pauses)
        {
            _pauses.Add(dueTime);
            _now += dueTime;
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
