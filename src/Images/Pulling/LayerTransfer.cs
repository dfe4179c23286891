using Berth.Images.Transfers;

namespace Berth.Images.Pulling;

/// <summary>
/// One layer on its way, for however many pulls want it. It goes on as long as one of them is there; when the last leaves, it is given up,
/// or, where it is done, what it fetched is let go of.
/// </summary>
internal sealed class LayerTransfer : IAsyncDisposable
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Lock _lock = new();
    private readonly List<Action<TransferProgress>> _listeners = [];
    private TransferProgress? _last;

    /// <summary>Completes with the layer, or with what went wrong.</summary>
    public Task<FetchedLayer> Completion { get; private set; } = Task.FromException<FetchedLayer>(new InvalidOperationException("not started"));

    /// <summary>Pulls that want it; guarded by <see cref="LayerTransfers"/>.</summary>
    public int Users { get; set; }

    /// <summary>Begins. Up to where it waits it runs here and now, so that transfers that are begun in an order wait for their turn in it.</summary>
    public void Start(Func<Action<TransferProgress>, CancellationToken, Task<FetchedLayer>> fetch) => Completion = RunAsync(fetch);

    /// <summary>One more pull is told, beginning with how far it is now.</summary>
    public void Listen(Action<TransferProgress> listener)
    {
        lock (_lock)
        {
            _listeners.Add(listener);
            if (_last is not null)
            {
                listener(_last);
            }
        }
    }

    public void StopListening(Action<TransferProgress> listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
        }
    }

    /// <summary>Nobody wants it any more. Completes when nothing is left of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _abandoned.CancelAsync().ConfigureAwait(false);
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Completion.IsCompletedSuccessfully)
        {
            (await Completion.ConfigureAwait(false)).Dispose();
        }

        _abandoned.Dispose();
    }

    private async Task<FetchedLayer> RunAsync(Func<Action<TransferProgress>, CancellationToken, Task<FetchedLayer>> fetch) =>
        await fetch(Report, _abandoned.Token).ConfigureAwait(false);

    private void Report(TransferProgress news)
    {
        lock (_lock)
        {
            _last = news;
            _listeners.ForEach(listener => listener(news));
        }
    }
}
