using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Unit.Registry.Storage;

/// <summary>An <see cref="IBlobStorage"/> in memory: what the suite asks of one, and nothing of files.</summary>
internal sealed class MemoryBlobStorage(TimeProvider time) : IBlobStorage
{
    private readonly ConcurrentDictionary<BlobKey, (byte[] Bytes, DateTimeOffset Changed)> _blobs = [];
    private readonly ConcurrentDictionary<UploadId, Upload> _uploads = [];

    public ValueTask<IUploadWriter> OpenUploadAsync(UploadId upload, CancellationToken cancellation)
    {
        Upload entry = _uploads.GetOrAdd(upload, _ => new Upload { Changed = time.GetUtcNow() });
        return Interlocked.CompareExchange(ref entry.IsHeld, 1, 0) == 0
            ? ValueTask.FromResult<IUploadWriter>(new Writer(this, upload, entry))
            : throw new RegistryException(ErrorCode.BlobUploadInvalid, "another request is appending to this upload");
    }

    public ValueTask<long> UploadLengthAsync(UploadId upload) =>
        ValueTask.FromResult(_uploads.TryGetValue(upload, out Upload? entry) ? entry.Bytes.Length : 0L);

    public ValueTask DiscardAsync(UploadId upload)
    {
        _uploads.TryRemove(upload, out _);
        return ValueTask.CompletedTask;
    }

    public IBlobContent? Open(BlobKey key) => _blobs.TryGetValue(key, out var blob) ? new Content(blob.Bytes) : null;

    public ValueTask DeleteAsync(BlobKey key)
    {
        _blobs.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<StoredItem> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (id, upload) in _uploads)
        {
            yield return new StoredItem(id, Blob: null, upload.Bytes.Length, upload.Changed);
        }

        await Task.Yield();
        foreach (var (key, blob) in _blobs)
        {
            yield return new StoredItem(key.Upload, key, blob.Bytes.Length, blob.Changed);
        }
    }

    private sealed class Upload
    {
        public int IsHeld;

        public byte[] Bytes { get; set; } = [];

        public DateTimeOffset Changed { get; set; }
    }

    private sealed class Writer(MemoryBlobStorage storage, UploadId id, Upload upload) : IUploadWriter
    {
        public long Length => upload.Bytes.Length;

        public async ValueTask AppendAsync(PipeReader body, long limit, CancellationToken cancellation)
        {
            ReadResult read;
            do
            {
                read = await body.ReadAsync(cancellation);
                if (read.Buffer.Length > limit - Length)
                {
                    throw new RegistryException(ErrorCode.SizeInvalid, "too large");
                }

                upload.Bytes = [.. upload.Bytes, .. read.Buffer.ToArray()];
                upload.Changed = storage.Now;
                body.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }

        public ValueTask<Digest> DigestAsync(string algorithm, CancellationToken cancellation) => ValueTask.FromResult(Digest.Parse(
            $"{algorithm}:{Convert.ToHexStringLower(algorithm == "sha256" ? SHA256.HashData(upload.Bytes) : SHA512.HashData(upload.Bytes))}"));

        public ValueTask<BlobKey> CommitAsync(Digest digest, CancellationToken cancellation)
        {
            var key = new BlobKey(digest, id);
            if (storage._blobs.ContainsKey(key) || !storage._uploads.TryRemove(new(id, upload)))
            {
                throw new RegistryException(ErrorCode.BlobUploadUnknown, "the upload has ended");
            }

            storage._blobs[key] = (upload.Bytes, storage.Now);
            return ValueTask.FromResult(key);
        }

        public ValueTask DisposeAsync()
        {
            upload.IsHeld = 0;
            return ValueTask.CompletedTask;
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private sealed class Content(byte[] bytes) : IBlobContent
    {
        public long Length => bytes.Length;

        public Task SendAsync(HttpResponse response, long offset, long count, CancellationToken cancellation)
        {
            response.BodyWriter.Write(bytes.AsSpan((int)offset, (int)count));
            return Task.CompletedTask;
        }

        public Stream OpenStream() => new MemoryStream(bytes, writable: false);

        public void Dispose()
        {
        }
    }
}
