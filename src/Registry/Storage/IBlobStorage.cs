using Berth.Registry.Errors;

namespace Berth.Registry.Storage;

/// <summary>
/// Where the bytes are: a directory, later a bucket. It knows nothing of repositories. An upload's bytes are appended piece by piece by whichever
/// process gets the request, and become a blob by <see cref="IUploadWriter.CommitAsync"/>.
/// </summary>
internal interface IBlobStorage
{
    /// <summary>Opens an upload to append to, making it where it is not there; only one at a time may hold it.</summary>
    /// <exception cref="RegistryException">Somebody else is appending to it.</exception>
    ValueTask<IUploadWriter> OpenUploadAsync(UploadId upload, CancellationToken cancellation);

    /// <summary>Bytes an upload has so far, on the disk or not yet; 0 where nothing has come.</summary>
    ValueTask<long> UploadLengthAsync(UploadId upload);

    /// <summary>Removes an upload's bytes; none is no error.</summary>
    ValueTask DiscardAsync(UploadId upload);

    /// <summary>Opens a blob; null where it is not there.</summary>
    IBlobContent? Open(BlobKey key);

    /// <summary>Removes a blob's bytes; none is no error. Whoever is reading it reads on.</summary>
    ValueTask DeleteAsync(BlobKey key);

    /// <summary>All blobs that are there, and uploads that are not blobs yet, in any order, while others come and go.</summary>
    IAsyncEnumerable<StoredItem> ListAsync(CancellationToken cancellation);
}
