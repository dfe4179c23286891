using Berth.Registry.Storage;

namespace Berth.Registry.Metadata;

/// <summary>
/// What nobody refers to, for the collection. What is taken is taken durably before it is handed out, in small transactions, each of which looks again
/// whether it is still unreferenced: whoever writes at the same time waits for a few rows and finds either all as it was or none of it.
/// </summary>
internal interface IUnreferenced
{
    /// <summary>
    /// Takes manifests that no tag points at and no index names, that came before a time, and do not refer to a manifest that is there (signatures and
    /// the like go after what they are about).
    /// </summary>
    IAsyncEnumerable<RepositoryContent> TakeManifestsAsync(DateTimeOffset before, CancellationToken cancellation);

    /// <summary>Takes the contents of manifests that no repository has.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> TakeContentsAsync(CancellationToken cancellation);

    /// <summary>Takes blobs out of repositories where no manifest names them, that were last asked for before a time.</summary>
    IAsyncEnumerable<RepositoryContent> TakeLinksAsync(DateTimeOffset before, CancellationToken cancellation);

    /// <summary>Takes blobs that no repository has; their bytes are the caller's to delete.</summary>
    IAsyncEnumerable<BlobRecord> TakeBlobsAsync(CancellationToken cancellation);

    /// <summary>Uploads that nobody asked for since a time.</summary>
    IReadOnlyList<UploadId> Uploads(DateTimeOffset before);

    /// <summary>Ends an upload that nobody asked for since a time.</summary>
    /// <returns>False: there is none, or somebody did.</returns>
    ValueTask<bool> TakeUploadAsync(UploadId upload, DateTimeOffset before);
}
