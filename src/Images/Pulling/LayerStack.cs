using Berth.Images.Layers;
using Berth.Images.Transfers;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>The layers of an image that is being pulled, lowest first; holds them until the image does.</summary>
internal sealed class LayerStack(
    ImagePuller puller, RemoteRepository repository, IReadOnlyList<LayerSource> sources, Action<TransferProgress> report) : IAsyncDisposable
{
    private readonly List<PulledLayer> _layers = [.. sources.Select(source => new PulledLayer(puller, repository, source, report))];

    /// <summary>Once they are all there.</summary>
    public IEnumerable<LayerRecord> Layers => _layers.Select(static layer => layer.Hold!.Layer);

    /// <summary>Fetches what is missing, all at once, and commits each as soon as it and all below it are there.</summary>
    /// <param name="isKnown">The image is here: where none of its layers is missing there is nothing to tell.</param>
    public async Task RaiseAsync(bool isKnown, CancellationToken cancellation)
    {
        List<PulledLayer> missing = Look(isKnown);
        missing.ForEach(static layer => layer.Begin());
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var arrivals = missing.ToDictionary(static layer => layer, layer => layer.ArriveAsync(failed.Token));
        Task<Exception?> failure = FirstFailureAsync(arrivals.Values);
        try
        {
            Digest? parent = null;
            foreach (PulledLayer layer in _layers)
            {
                if (arrivals.TryGetValue(layer, out Task<FetchedLayer>? arrival))
                {
                    layer.Commit(await FirstOfAsync(arrival, failure).ConfigureAwait(false), parent);
                }
                else
                {
                    layer.Settle(parent);
                }

                parent = layer.Hold!.Layer.ChainId;
            }
        }
        finally
        {
            await failed.CancelAsync().ConfigureAwait(false);
            await failure.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PulledLayer layer in _layers)
        {
            await layer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private List<PulledLayer> Look(bool isKnown)
    {
        var missing = new List<PulledLayer>();
        Digest? chain = null;
        bool isCertain = true;
        for (int i = 0; i < _layers.Count; i++)
        {
            isCertain &= sources[i].DiffId is not null;
            chain = isCertain ? ChainId.Next(chain, sources[i].DiffId!.Value) : null;
            if (!_layers[i].TryHold(chain))
            {
                missing.Add(_layers[i]);
            }
        }

        foreach (PulledLayer layer in isKnown && missing.Count == 0 ? [] : _layers)
        {
            report(new TransferProgress(layer.Id, layer.IsHere ? "Already exists" : "Pulling fs layer"));
        }

        return missing;
    }

    // A layer far up that cannot be had need not wait for those below.
    private static async Task<FetchedLayer> FirstOfAsync(Task<FetchedLayer> arrival, Task<Exception?> failure)
    {
        await Task.WhenAny(arrival, failure).ConfigureAwait(false);
        return !arrival.IsCompleted && await failure.ConfigureAwait(false) is { } error
            ? throw error
            : await arrival.ConfigureAwait(false);
    }

    private static async Task<Exception?> FirstFailureAsync(IEnumerable<Task<FetchedLayer>> arrivals)
    {
        await foreach (Task<FetchedLayer> arrival in Task.WhenEach(arrivals).ConfigureAwait(false))
        {
            if (!arrival.IsCompletedSuccessfully)
            {
                await ((Task)arrival).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return arrival.Exception?.InnerException ?? new OperationCanceledException();
            }
        }

        return null;
    }
}
