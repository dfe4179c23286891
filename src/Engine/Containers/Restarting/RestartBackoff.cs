namespace Berth.Engine.Containers.Restarting;

/// <summary>How long a container waits before it is started again: 100 ms, twice as long each time, up to a minute.</summary>
internal static class RestartBackoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>A run of this length was a good one: waiting begins anew.</summary>
    private static readonly TimeSpan s_goodRun = TimeSpan.FromSeconds(10);

    /// <param name="last">The wait before the run that has ended; zero: there was none.</param>
    /// <param name="ran">How long that run was.</param>
    public static TimeSpan Next(TimeSpan last, TimeSpan ran)
    {
        if (last <= TimeSpan.Zero || ran >= s_goodRun)
        {
            return s_first;
        }

        return last >= s_longest / 2 ? s_longest : last * 2;
    }
}
