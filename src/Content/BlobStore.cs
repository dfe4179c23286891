using System.Buffers;
using System.Security.Cryptography;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Content;

/// <summary>
/// Bytes by their digest, each written once and never changed.
/// <code>
/// DATA_ROOT/blobs/sha256/HEX    the bytes, mode 0600
/// DATA_ROOT/tmp/RANDOM          while they arrive
/// </code>
/// A blob is written and synced under a temporary name, renamed, and its directory synced: a power cut leaves it whole or absent.
/// </summary>
public sealed class BlobStore
{
    private const int BufferSize = 128 << 10;

    private readonly string _blobs;
    private readonly string _temporary;
    private readonly Trash _trash;

    public BlobStore(string dataRoot, Trash trash)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        _blobs = Path.Combine(dataRoot, "blobs", "sha256");
        _temporary = Path.Combine(dataRoot, "tmp");
        _trash = trash;
        Directory.CreateDirectory(Path.Combine(dataRoot, "blobs"), Private);
        Directory.CreateDirectory(_blobs, Private);
        Directory.CreateDirectory(_temporary, Private);
    }

    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Bytes of a blob, or null where it is not here.</summary>
    public long? SizeOf(Digest digest)
    {
        var file = new FileInfo(PathOf(digest));
        return file.Exists ? file.Length : null;
    }

    /// <exception cref="FileNotFoundException">It is not here.</exception>
    public FileStream OpenRead(Digest digest) => new(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>A small blob whole, checked against its digest.</summary>
    /// <exception cref="InvalidDataException">The bytes on the disk are no longer those that were written.</exception>
    /// <exception cref="FileNotFoundException">It is not here.</exception>
    public byte[] ReadAll(Digest digest)
    {
        byte[] bytes = File.ReadAllBytes(PathOf(digest));
        return Digest.Of(bytes) == digest ? bytes : throw new InvalidDataException($"content of {digest} is damaged on the disk");
    }

    /// <summary>Stores some bytes; storing them again changes nothing, or repairs what the disk made of them.</summary>
    public Digest Put(ReadOnlySpan<byte> bytes)
    {
        Digest digest = Digest.Of(bytes);
        if (IsIntact(digest, bytes))
        {
            return digest;
        }

        string temporary = NewTemporary();
        try
        {
            using (FileStream file = Create(temporary))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            Commit(temporary, digest);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        return digest;
    }

    private bool IsIntact(Digest digest, ReadOnlySpan<byte> bytes) =>
        SizeOf(digest) == bytes.Length && File.ReadAllBytes(PathOf(digest)).AsSpan().SequenceEqual(bytes);

    /// <summary>Stores a stream to its end.</summary>
    /// <param name="expected">What its digest must be; null to find out.</param>
    /// <param name="limit">Bytes it may have.</param>
    /// <exception cref="InvalidDataException">Another digest, or over the limit; nothing is kept.</exception>
    public async Task<Digest> IngestAsync(Stream source, Digest? expected, long limit, CancellationToken cancellation = default)
    {
        string temporary = NewTemporary();
        try
        {
            Digest digest;
            FileStream file = Create(temporary);
            await using (file.ConfigureAwait(false))
            {
                digest = await CopyAsync(source, file, limit, cancellation).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            if (expected is { } wanted && wanted != digest)
            {
                throw new InvalidDataException($"unexpected digest {digest}, expected {wanted}");
            }

            Commit(temporary, digest);
            return digest;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Begins a blob whose bytes come piece by piece; whoever gets it disposes it.</summary>
    public BlobIngest Begin() => new(NewTemporary());

    /// <summary>Makes a blob of what has arrived; where there is one with these bytes, it stays.</summary>
    /// <param name="digest">Of the bytes; the caller has hashed them.</param>
    public void Keep(BlobIngest ingest, Digest digest)
    {
        if (SizeOf(digest) == ingest.Length)
        {
            return;
        }

        ingest.Sync();
        Commit(ingest.Path, digest);
        ingest.IsKept = true;
    }

    /// <summary>Makes a blob of a file of the same file system, which moves. The caller has hashed it.</summary>
    public void Adopt(string path, Digest digest)
    {
        using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            RandomAccess.FlushToDisk(file);
        }

        Commit(path, digest);
    }

    /// <summary>The blobs that are here, and names that are no blob's.</summary>
    public (List<Digest> Blobs, List<string> Others) List()
    {
        var blobs = new List<Digest>();
        var others = new List<string>();
        foreach (string path in Directory.EnumerateFileSystemEntries(_blobs))
        {
            if (Digest.TryParse($"sha256:{Path.GetFileName(path)}", out Digest digest))
            {
                blobs.Add(digest);
            }
            else
            {
                others.Add(path);
            }
        }

        return (blobs, others);
    }

    /// <summary>Lets go of a blob; one that is not here is no error.</summary>
    public void Delete(Digest digest) => _trash.Discard(PathOf(digest));

    private static async Task<Digest> CopyAsync(Stream source, FileStream file, long limit, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long total = 0;
            int got;
            while ((got = await source.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                total += got;
                if (total > limit)
                {
                    throw new InvalidDataException($"content is larger than {limit} bytes");
                }

                hash.AppendData(buffer, 0, got);
                await file.WriteAsync(buffer.AsMemory(0, got), cancellation).ConfigureAwait(false);
            }

            return Digest.FromHash(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        BufferSize = 0,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private void Commit(string temporary, Digest digest)
    {
        Failpoint.Hit("blob.written");
        File.Move(temporary, PathOf(digest), overwrite: true);
        Failpoint.Hit("blob.renamed");
        using Fd directory = Fd.Open(_blobs, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        directory.Sync();
    }

    private string NewTemporary() => Path.Combine(_temporary, $"blob-{Path.GetRandomFileName()}");

    private string PathOf(Digest digest) => digest.Algorithm == "sha256"
        ? Path.Combine(_blobs, digest.Hex)
        : throw new NotSupportedException($"content is stored by sha256 only, not by {digest.Algorithm}");
}
