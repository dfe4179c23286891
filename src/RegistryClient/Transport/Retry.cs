namespace Berth.RegistryClient.Transport;

/// <summary>
/// Tries what changes nothing again after failures that may pass: connections that fail, 5xx, 408, 429. The pauses double and vary by
/// half, so that many clients do not come back at once; a registry's <c>Retry-After</c> is kept to, up to a limit.
/// </summary>
internal sealed class Retry(RegistryClientOptions options)
{
    private static readonly TimeSpan s_longestOwnPause = TimeSpan.FromSeconds(10);

    /// <summary>Runs the operation until it succeeds, fails for good, or has failed too often.</summary>
    /// <param name="attempts">How often at most.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> operation, int attempts, CancellationToken cancellation)
    {
        for (int failures = 0; ;)
        {
            try
            {
                return await operation(cancellation);
            }
            catch (RegistryException e) when (++failures < attempts && Pause(e, failures) is not null)
            {
                await Task.Delay(Pause(e, failures)!.Value, options.Time, cancellation);
            }
        }
    }

    /// <summary>How long to wait after a failure; null where another attempt makes no sense.</summary>
    /// <param name="failures">How many there were in a row, this one included.</param>
    public TimeSpan? Pause(RegistryException failure, int failures)
    {
        if (!failure.IsTransient)
        {
            return null;
        }

        double doubled = options.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 16));
        TimeSpan own = TimeSpan.FromSeconds(Math.Min(doubled, s_longestOwnPause.TotalSeconds) * (0.5 + Random.Shared.NextDouble()));
        if (failure.RetryAfter is not { } asked)
        {
            return own;
        }

        return asked > options.LongestPause ? null : asked > own ? asked : own;
    }
}
