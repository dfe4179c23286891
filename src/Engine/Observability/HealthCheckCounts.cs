namespace Berth.Engine.Observability;

/// <summary>Health checks of all containers since the daemon's start.</summary>
public sealed class HealthCheckCounts
{
    private long _total;
    private long _failed;

    public long Total => Interlocked.Read(ref _total);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>One has come to its end.</summary>
    public void Add(bool hasFailed)
    {
        Interlocked.Increment(ref _total);
        if (hasFailed)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
