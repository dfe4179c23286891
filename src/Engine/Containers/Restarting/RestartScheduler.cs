namespace Berth.Engine.Containers.Restarting;

/// <summary>
/// Starts containers after their time, a few at once: a machine comes up with all of them together. Disposing it ends that: what
/// still waits stays <c>restarting</c>, for the next daemon to start.
/// </summary>
internal sealed class RestartScheduler(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(2 * Environment.ProcessorCount);
    private readonly CancellationTokenSource _closing = new();

    /// <param name="delay">How long to wait.</param>
    /// <param name="start">Starts it, unless it is another start's turn by then.</param>
    /// <param name="failed">What <paramref name="start"/> threw.</param>
    public PendingRestart Schedule(TimeSpan delay, Func<PendingRestart, Task> start, Action<Exception> failed)
    {
        var pending = new PendingRestart(_closing.Token);
        _ = RunAsync(pending, delay, start, failed);
        return pending;
    }

    /// <summary>The daemon ends.</summary>
    public bool IsClosed => _closing.IsCancellationRequested;

    /// <summary>From now on nothing is started any more; what is to be waits for the next daemon.</summary>
    public void Close() => _closing.Cancel();

    public void Dispose()
    {
        Close();
        _closing.Dispose();
    }

    private async Task RunAsync(PendingRestart pending, TimeSpan delay, Func<PendingRestart, Task> start, Action<Exception> failed)
    {
        using (pending)
        {
            try
            {
                await Task.Delay(delay, time, pending.Cancelled);
                await _slots.WaitAsync(pending.Cancelled);
                try
                {
                    await start(pending);
                }
                finally
                {
                    _slots.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // It was stopped, or removed, or the daemon ends.
            }
            catch (Exception e)
            {
                failed(e);
            }
        }
    }
}
