namespace Berth.Metrics;

/// <summary>How long something took: how many times up to each of some bounds, as Prometheus counts. Any number of threads at once.</summary>
/// <param name="bounds">Seconds, ascending; each bucket counts what took no longer.</param>
public sealed class Histogram(IReadOnlyList<double> bounds)
{
    private readonly long[] _counts = new long[bounds.Count + 1];
    private long _ticks;

    /// <summary>Seconds; each bucket counts what took no longer.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Of all.</summary>
    public TimeSpan Sum => new(Interlocked.Read(ref _ticks));

    public void Add(TimeSpan duration)
    {
        double seconds = duration.TotalSeconds;
        int bucket = 0;
        while (bucket < bounds.Count && seconds > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _ticks, duration.Ticks);
    }

    /// <summary>Up to each bound, those of smaller ones included; last all.</summary>
    public IReadOnlyList<long> Cumulative()
    {
        var sums = new long[_counts.Length];
        long sum = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = sum += Interlocked.Read(ref _counts[i]);
        }

        return sums;
    }
}
