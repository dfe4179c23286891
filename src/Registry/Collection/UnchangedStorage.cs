using Berth.Registry.Storage;

namespace Berth.Registry.Collection;

/// <summary>A storage in which nothing is removed: for a collection that only says what it would do.</summary>
internal sealed class UnchangedStorage(IBlobStorage storage) : IBlobStorage
{
    public ValueTask<IUploadWriter> OpenUploadAsync(UploadId upload, CancellationToken cancellation) =>
        throw new InvalidOperationException("a storage that is only looked at takes no upload");

    public ValueTask<long> UploadLengthAsync(UploadId upload) => storage.UploadLengthAsync(upload);

    public ValueTask DiscardAsync(UploadId upload) => ValueTask.CompletedTask;

    public IBlobContent? Open(BlobKey key) => storage.Open(key);

    public ValueTask DeleteAsync(BlobKey key) => ValueTask.CompletedTask;

    public IAsyncEnumerable<StoredItem> ListAsync(CancellationToken cancellation) => storage.ListAsync(cancellation);
}
