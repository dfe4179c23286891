using Berth.Images.Layers;
using Berth.Images.Transfers;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>One layer of one pull: held because it is here, or awaited.</summary>
internal sealed class PulledLayer(ImagePuller puller, RemoteRepository repository, LayerSource source, Action<TransferProgress> report) : IAsyncDisposable
{
    private LayerTransfers.Share? _share;
    private LayerHold? _hold;
    private LayerHold? _files;

    public string Id => source.Archive.Digest.Short;

    /// <summary>The layer in its chain, once it is there.</summary>
    public LayerHold? Hold => _hold;

    /// <summary>Takes the layer if it is here, in this chain or in another.</summary>
    /// <param name="chainId">Null: nobody knows which it is.</param>
    public bool TryHold(Digest? chainId)
    {
        _hold = chainId is { } id ? puller.Store.Layers.TryHold(id) : null;
        _files = _hold is null && source.DiffId is { } diffId ? puller.Store.Layers.TryHoldFiles(diffId) : null;
        return IsHere;
    }

    public bool IsHere => _hold is not null || _files is not null;

    /// <summary>Puts a layer that is here on top of the one below, unless it is there.</summary>
    public void Settle(Digest? parent) => _hold ??= puller.Store.Layers.CommitPresent(source.DiffId!.Value, parent);

    /// <summary>Begins to fetch it, or joins another pull that does.</summary>
    public void Begin() => _share ??= Join();

    /// <summary>Completes when it has arrived.</summary>
    /// <exception cref="RegistryException">The bytes cannot be had, or are others.</exception>
    /// <exception cref="ImageException">They are no layer, or not the one of the configuration.</exception>
    public async Task<FetchedLayer> ArriveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            LayerTransfers.Share share = _share!;
            try
            {
                FetchedLayer fetched = await share.Completion.WaitAsync(cancellation).ConfigureAwait(false);
                return source.DiffId is not { } expected || fetched.DiffId == expected
                    ? fetched
                    : throw ImageException.Invalid("layers from manifest don't match image configuration");
            }
            catch (Exception e) when (!share.IsOwn && !cancellation.IsCancellationRequested && share.Completion is { IsCompletedSuccessfully: false })
            {
                // It was another pull's, with other credentials perhaps, or from another repository: what went wrong there may go well here.
                _ = e;
                await share.DisposeAsync().ConfigureAwait(false);
                _share = Join();
            }
        }
    }

    /// <summary>Puts it on top of the one below, which the caller holds, and remembers its archive.</summary>
    public void Commit(FetchedLayer fetched, Digest? parent)
    {
        _hold = fetched.Commit(parent);
        fetched.Remember(puller.Options.KeepArchives, repository.Name.Name);
        report(new TransferProgress(Id, "Pull complete"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_share is not null)
        {
            await _share.DisposeAsync().ConfigureAwait(false);
        }

        _hold?.Dispose();
        _files?.Dispose();
    }

    private LayerTransfers.Share Join() => puller.Transfers.Join(
        source.Archive.Digest,
        (news, cancellation) => new LayerFetch(puller.Store, puller.Slots, repository, source.Archive).RunAsync(news, cancellation),
        report);
}
