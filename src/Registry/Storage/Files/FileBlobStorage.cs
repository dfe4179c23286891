using System.Runtime.CompilerServices;
using Berth.Linux;
using Berth.Registry.Errors;

namespace Berth.Registry.Storage.Files;

/// <summary>
/// Blobs and uploads in a directory (<see cref="BlobTree"/>), which several processes may share: whoever appends to an upload has its file locked, a blob is
/// made by renaming, and nothing is kept in memory but hashes that can be computed again (<see cref="UploadHashes"/>).
/// </summary>
internal sealed class FileBlobStorage : IBlobStorage, IDisposable
{
    private readonly BlobTree _tree;
    private readonly UploadHashes _hashes = new();

    private FileBlobStorage(BlobTree tree) => _tree = tree;

    /// <param name="dataRoot">The directory; it exists.</param>
    public static FileBlobStorage Open(string dataRoot) => new(BlobTree.Open(dataRoot));

    public ValueTask<IUploadWriter> OpenUploadAsync(UploadId upload, CancellationToken cancellation)
    {
        try
        {
            return ValueTask.FromResult<IUploadWriter>(OpenUpload(upload));
        }
        catch (LinuxException e) when (DiskFailure.Of(e) is { } failure)
        {
            throw failure;
        }
    }

    public ValueTask<long> UploadLengthAsync(UploadId upload) => ValueTask.FromResult(_tree.UploadStatus(upload)?.Size ?? 0);

    public ValueTask DiscardAsync(UploadId upload)
    {
        _tree.RemoveUpload(upload);
        _hashes.Drop(upload);
        return ValueTask.CompletedTask;
    }

    public IBlobContent? Open(BlobKey key) => _tree.OpenBlob(key) is { } file ? new FileBlobContent(file) : null;

    public ValueTask DeleteAsync(BlobKey key)
    {
        _tree.RemoveBlob(key);
        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<StoredItem> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (StoredItem upload in _tree.Uploads())
        {
            yield return upload;
        }

        foreach (string shard in _tree.Shards())
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            foreach (StoredItem blob in BlobTree.Blobs(shard))
            {
                yield return blob;
            }
        }
    }

    public void Dispose()
    {
        _tree.Dispose();
        _hashes.Dispose();
    }

    // Between opening the file and locking it, the one who had it may have made a blob of it or removed it: the lock counts if the name is still the file's.
    private FileUploadWriter OpenUpload(UploadId upload)
    {
        while (true)
        {
            Fd file = _tree.OpenUpload(upload);
            try
            {
                if (!FileLock.TryTake(file))
                {
                    throw new RegistryException(ErrorCode.BlobUploadInvalid, "another request is appending to this upload", upload.ToString(), status: 409);
                }

                FileStatus status = file.Status();
                if (_tree.UploadStatus(upload)?.Inode == status.Inode)
                {
                    return new FileUploadWriter(_tree, _hashes, upload, file, status);
                }
            }
            catch
            {
                file.Dispose();
                throw;
            }

            file.Dispose();
        }
    }
}
