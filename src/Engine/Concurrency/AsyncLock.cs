namespace Berth.Engine.Concurrency;

/// <summary>A lock that is awaited. Not reentrant: whoever holds it calls only what expects it held.</summary>
internal sealed class AsyncLock : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <summary>Waits for the lock; disposing the result gives it back.</summary>
    public async ValueTask<Holder> AcquireAsync(CancellationToken cancellation = default)
    {
        await _free.WaitAsync(cancellation);
        return new Holder(_free);
    }

    public void Dispose() => _free.Dispose();

    /// <summary>The lock, held.</summary>
    internal readonly struct Holder(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
