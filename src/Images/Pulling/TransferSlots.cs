using Berth.Images.Transfers;

namespace Berth.Images.Pulling;

/// <summary>How much of a kind is done at once, over all pulls.</summary>
internal sealed class TransferSlots(int downloads) : IDisposable
{
    // Unpacking costs processor time and, for each layer, some megabytes of memory.
    private readonly SemaphoreSlim _unpacking = new(Math.Clamp(Environment.ProcessorCount, 4, 16));
    private readonly AdjustableLimit _downloading = new(downloads);

    /// <summary>Downloads at once from now on, at least 1.</summary>
    public int Downloads
    {
        get => _downloading.Most;
        set => _downloading.Most = value;
    }

    /// <summary>Waits for a place among the downloads; disposing the result gives it back.</summary>
    /// <param name="waiting">Called where there is none free.</param>
    public async Task<IDisposable> DownloadAsync(Action waiting, CancellationToken cancellation)
    {
        if (!_downloading.TryEnter())
        {
            waiting();
            await _downloading.EnterAsync(cancellation).ConfigureAwait(false);
        }

        await LeaveAsync().ConfigureAwait(false);
        return new Slot(_downloading.Leave);
    }

    /// <summary>The same for unpacking.</summary>
    public async Task<IDisposable> UnpackAsync(CancellationToken cancellation)
    {
        await _unpacking.WaitAsync(cancellation).ConfigureAwait(false);
        await LeaveAsync().ConfigureAwait(false);
        return new Slot(() => _unpacking.Release());
    }

    public void Dispose() => _unpacking.Dispose();

    // Whoever began it goes on: the place is taken, the work is not its own.
    private static async Task LeaveAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private sealed class Slot(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
