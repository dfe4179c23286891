namespace Berth.Engine.Containers.Restarting;

/// <summary>A container's start to come. Cancelling it wakes who waits for its time; who holds the container's lock decides.</summary>
internal sealed class PendingRestart : IDisposable
{
    private readonly CancellationTokenSource _cancelled;
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <param name="closing">The daemon ends.</param>
    public PendingRestart(CancellationToken closing)
    {
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(closing);
        Cancelled = _cancelled.Token;
    }

    public CancellationToken Cancelled { get; }

    /// <summary>Once its time has come, or the daemon ends, there is nothing to cancel.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _cancelled.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _cancelled.Dispose();
        }
    }
}
