using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Berth.Linux;
using Berth.Oci;
using Berth.Registry.Errors;

namespace Berth.Registry.Storage.Files;

/// <summary>
/// Appends to an upload's file, which it has locked, and hashes by the way. A blob is made of it so: (1) the file gets its name, (2) it is synced, (3) its
/// directory is. Nothing asks for the name before a row of the database has it, and that is written only after (3); what a crash leaves between (1) and (3)
/// is an orphan, which the collection removes. This way round a journal that orders a file's sync behind its rename writes both in one commit.
/// </summary>
internal sealed class FileUploadWriter : IUploadWriter
{
    private const int ReadSize = 256 << 10;

    private readonly BlobTree _tree;
    private readonly UploadHashes _hashes;
    private readonly UploadId _upload;
    private readonly Fd _file;
    private readonly ulong _inode;

    // Null where this process did not get all bytes so far.
    private IncrementalHash? _sha256;
    private bool _isCommitted;

    /// <summary>Takes ownership of <paramref name="file"/>.</summary>
    public FileUploadWriter(BlobTree tree, UploadHashes hashes, UploadId upload, Fd file, FileStatus status)
    {
        (_tree, _hashes, _upload, _file, _inode) = (tree, hashes, upload, file, status.Inode);
        Length = status.Size;
        _sha256 = Length == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : hashes.Take(upload, _inode, Length);
    }

    public long Length { get; private set; }

    public async ValueTask AppendAsync(PipeReader body, long limit, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await body.ReadAsync(cancellation);
            if (read.IsCanceled)
            {
                throw new OperationCanceledException();
            }

            try
            {
                Append(read.Buffer, limit);
            }
            catch (LinuxException e) when (DiskFailure.Of(e) is { } failure)
            {
                throw failure;
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    public ValueTask<Digest> DigestAsync(string algorithm, CancellationToken cancellation)
    {
        if (algorithm == "sha256")
        {
            _sha256 ??= HashFile(HashAlgorithmName.SHA256, cancellation);
            return ValueTask.FromResult(Digest.FromHash(_sha256.GetCurrentHash()));
        }

        if (algorithm != "sha512")
        {
            throw new NotSupportedException($"blobs are not hashed by {algorithm}");
        }

        using IncrementalHash sha512 = HashFile(HashAlgorithmName.SHA512, cancellation);
        return ValueTask.FromResult(Digest.Parse($"sha512:{Convert.ToHexStringLower(sha512.GetCurrentHash())}"));
    }

    public ValueTask<BlobKey> CommitAsync(Digest digest, CancellationToken cancellation)
    {
        var key = new BlobKey(digest, _upload);
        Failpoint.Hit("upload.written");
        try
        {
            using Fd shard = _tree.OpenShard(digest);

            // 1.
            _tree.RenameUpload(key, shard);
            _isCommitted = true;
            Failpoint.Hit("blob.renamed");

            // 2.
            _file.Sync();

            // 3.
            shard.Sync();
            Failpoint.Hit("blob.synced");
        }
        catch (LinuxException e) when (e.Errno is Errno.EEXIST or Errno.ENOENT)
        {
            // Somebody went on with it after it had become a blob, or ended it meanwhile.
            throw new RegistryException(ErrorCode.BlobUploadUnknown, "the upload has ended", _upload.ToString());
        }
        catch (LinuxException e) when (DiskFailure.Of(e) is { } failure)
        {
            throw failure;
        }

        return ValueTask.FromResult(key);
    }

    public ValueTask DisposeAsync()
    {
        if (_isCommitted || Length == 0 || _sha256 is null)
        {
            _sha256?.Dispose();
        }
        else
        {
            _hashes.Keep(_upload, _inode, Length, _sha256);
        }

        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    // A disk that fills up takes a part: what it took counts, and is hashed.
    private void Append(ReadOnlySequence<byte> bytes, long limit)
    {
        if (bytes.Length > limit - Length)
        {
            throw new RegistryException(ErrorCode.SizeInvalid, $"a blob may have {limit} bytes at most");
        }

        while (!bytes.IsEmpty)
        {
            long written = _file.WriteSomeAt(bytes, Length);
            if (_sha256 is not null)
            {
                foreach (ReadOnlyMemory<byte> piece in bytes.Slice(0, written))
                {
                    _sha256.AppendData(piece.Span);
                }
            }

            Length += written;
            bytes = bytes.Slice(written);
        }
    }

    private IncrementalHash HashFile(HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        var hash = IncrementalHash.CreateHash(algorithm);
        try
        {
            for (long done = 0; done < Length;)
            {
                cancellation.ThrowIfCancellationRequested();
                int got = _file.ReadAt(buffer.AsSpan(0, (int)Math.Min(buffer.Length, Length - done)), done);
                if (got == 0)
                {
                    throw new IOException($"upload {_upload} has been cut short");
                }

                hash.AppendData(buffer, 0, got);
                done += got;
            }
        }
        catch
        {
            hash.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash;
    }
}
