namespace Berth.Engine.Health;

/// <summary>
/// The checks of one container from its start, or from where it goes on, to its pause or end: a timer that is due, a check, what it
/// found is told, and again. Between two checks it is one timer and a few hundred bytes. Disposing it ends the checks.
/// </summary>
internal sealed class HealthWatch : IDisposable
{
    private readonly CancellationTokenSource _stopped = new();

    /// <param name="delay">How long to wait for the next check.</param>
    /// <param name="check">Makes one and tells what it found; must not throw but for the cancellation.</param>
    /// <param name="time">The clock.</param>
    public HealthWatch(Func<TimeSpan> delay, Func<CancellationToken, Task> check, TimeProvider time) =>
        _ = RunAsync(delay, check, time, _stopped.Token);

    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    private static async Task RunAsync(
        Func<TimeSpan> delay, Func<CancellationToken, Task> check, TimeProvider time, CancellationToken stopped)
    {
        try
        {
            while (true)
            {
                await Task.Delay(delay(), time, stopped);
                await check(stopped);
            }
        }
        catch (OperationCanceledException)
        {
            // The container is paused, has ended, or the daemon has.
        }
    }
}
