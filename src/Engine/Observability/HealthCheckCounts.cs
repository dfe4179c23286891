namespace Berth.Engine.Observability;

/// <summary>Health checks of all containers since the daemon's start.</summary>
public static class HealthCheckCounts
{
    private static long s_total;
    private static long s_failed;

    public static long Total => Interlocked.Read(ref s_total);

    public static long Failed => Interlocked.Read(ref s_failed);

    /// <summary>One has come to its end.</summary>
    public static void Add(bool hasFailed)
    {
        Interlocked.Increment(ref s_total);
        if (hasFailed)
        {
            Interlocked.Increment(ref s_failed);
        }
    }
}
