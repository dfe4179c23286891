namespace Berth.Engine.Observability;

/// <summary>How long something took: how many times up to each of some bounds, as Prometheus counts. Any number of threads at once.</summary>
public sealed class Histogram
{
    /// <summary>Seconds: the bounds that dockerd's metrics have, Prometheus' usual ones; each counts what took no longer.</summary>
    public static ReadOnlySpan<double> Bounds => [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _ticks;

    /// <summary>Of all.</summary>
    public TimeSpan Sum => new(Interlocked.Read(ref _ticks));

    public void Add(TimeSpan duration)
    {
        double seconds = duration.TotalSeconds;
        int bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket])
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
