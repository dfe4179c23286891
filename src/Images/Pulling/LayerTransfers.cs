using Berth.Images.Transfers;
using Berth.Oci;

namespace Berth.Images.Pulling;

/// <summary>The layers that are on their way now, each once, by the digests of their archives.</summary>
internal sealed class LayerTransfers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, LayerTransfer> _transfers = [];

    /// <summary>Joins the transfer of a layer, or begins it.</summary>
    /// <param name="digest">Of the archive.</param>
    /// <param name="fetch">What to do where nobody does it yet.</param>
    /// <param name="listener">Told how far it is; must not block.</param>
    /// <returns>To be disposed when the layer is committed or not wanted any more.</returns>
    public Share Join(
        Digest digest, Func<Action<TransferProgress>, CancellationToken, Task<FetchedLayer>> fetch, Action<TransferProgress> listener)
    {
        LayerTransfer transfer;
        bool isOwn;
        lock (_lock)
        {
            // One that has failed fails those who were there; whoever comes now tries anew.
            isOwn = !_transfers.TryGetValue(digest, out transfer!) || transfer.Completion is { IsFaulted: true } or { IsCanceled: true };
            if (isOwn)
            {
                _transfers[digest] = transfer = new LayerTransfer();
            }

            transfer.Users++;
            transfer.Listen(listener);
            if (isOwn)
            {
                // Whoever begins it hears all of it.
                transfer.Start(fetch);
            }
        }

        return new Share(this, digest, transfer, listener, isOwn);
    }

    private async ValueTask LeaveAsync(Digest digest, LayerTransfer transfer)
    {
        lock (_lock)
        {
            if (--transfer.Users > 0)
            {
                return;
            }

            if (_transfers.GetValueOrDefault(digest) == transfer)
            {
                _transfers.Remove(digest);
            }
        }

        await transfer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>One pull's part in a transfer.</summary>
    internal sealed class Share(
        LayerTransfers transfers, Digest digest, LayerTransfer transfer, Action<TransferProgress> listener, bool isOwn) : IAsyncDisposable
    {
        private bool _left;

        /// <summary>Whether this pull began it, with its own credentials and its own registry.</summary>
        public bool IsOwn => isOwn;

        public Task<FetchedLayer> Completion => transfer.Completion;

        public async ValueTask DisposeAsync()
        {
            if (!_left)
            {
                _left = true;
                transfer.StopListening(listener);
                await transfers.LeaveAsync(digest, transfer).ConfigureAwait(false);
            }
        }
    }
}
