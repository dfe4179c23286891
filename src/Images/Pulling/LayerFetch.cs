using System.Buffers;
using System.Security.Cryptography;
using Berth.Archive;
using Berth.Content;
using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Images.Transfers;
using Berth.Linux;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>
/// Fetches one layer. All of it runs at once, each step a little behind the one before:
/// <code>
/// 1. the registry's answer → SHA-256 → a file, which becomes the archive that is kept
/// 2.   the file, as far as it has come → decompressed → SHA-256 (diff ID)
/// 3.     some megabytes behind it → unpacked and synced, in a place of its own (LayerStore.StageAsync)
/// 4. what arrived must have the digest it was asked for by; only then is what was unpacked of any use
/// </code>
/// The file between 1 and 2 lets the network run at its own speed whatever the disk does, without memory.
/// </summary>
/// <param name="wanted">A size below 0 means that the manifest did not say (schema 1).</param>
internal sealed class LayerFetch(ImageStore store, TransferSlots slots, RemoteRepository repository, Descriptor wanted)
{
    private const int ReadSize = 128 << 10;

    private static readonly TimeSpan s_newsInterval = TimeSpan.FromMilliseconds(100);

    private readonly string _id = wanted.Digest.Short;
    private Descriptor _archive = wanted;
    private volatile bool _downloaded;

    /// <param name="report">Told how far it is.</param>
    /// <exception cref="RegistryException">The bytes cannot be had, or are others.</exception>
    /// <exception cref="ImageException">They are no layer, or the disk refused.</exception>
    public async Task<FetchedLayer> RunAsync(Action<TransferProgress> report, CancellationToken cancellation)
    {
        BlobIngest bytes = store.Blobs.Begin();
        try
        {
            StagedLayer staged = await TransferAsync(bytes, report, cancellation).ConfigureAwait(false);
            return new FetchedLayer(store, _archive, staged, bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private async Task<StagedLayer> TransferAsync(BlobIngest bytes, Action<TransferProgress> report, CancellationToken cancellation)
    {
        using var unpacking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<StagedLayer> unpack = UnpackAsync(bytes, report, unpacking.Token);
        try
        {
            await DownloadAsync(bytes, report, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await unpacking.CancelAsync().ConfigureAwait(false);
            await DiscardAsync(unpack).ConfigureAwait(false);
            throw;
        }

        StagedLayer staged = await unpack.ConfigureAwait(false);
        report(new TransferProgress(_id, "Extracting", bytes.Length, bytes.Length));
        return staged;
    }

    private static async Task DiscardAsync(Task<StagedLayer> unpack)
    {
        await ((Task)unpack).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (unpack.IsCompletedSuccessfully)
        {
            (await unpack.ConfigureAwait(false)).Dispose();
        }
    }

    // 1. and 4.
    private async Task DownloadAsync(BlobIngest bytes, Action<TransferProgress> report, CancellationToken cancellation)
    {
        try
        {
            using IDisposable slot = await slots.DownloadAsync(() => report(new TransferProgress(_id, "Waiting")), cancellation).ConfigureAwait(false);
            Stream source = await repository.OpenBlobAsync(_archive, cancellation).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                _archive = _archive with { Size = source.Length };
                Digest actual = await CopyAsync(source, bytes, report, cancellation).ConfigureAwait(false);
                report(new TransferProgress(_id, "Verifying Checksum"));
                if (actual != _archive.Digest)
                {
                    throw new RegistryException(
                        RegistryErrorKind.InvalidAnswer, $"filesystem layer verification failed for digest {_archive.Digest}");
                }
            }

            Failpoint.Hit("pull.downloaded");
            report(new TransferProgress(_id, "Download complete"));
            _downloaded = true;
            bytes.End();
        }
        catch (Exception e)
        {
            bytes.End(e);
            throw;
        }
    }

    private async Task<Digest> CopyAsync(Stream source, BlobIngest bytes, Action<TransferProgress> report, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pace = new Pace(store.Options.Time);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            int got;
            while ((got = await source.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                bytes.Append(buffer.AsSpan(0, got));
                hash.AppendData(buffer, 0, got);
                if (pace.IsDue() || bytes.Length == _archive.Size)
                {
                    report(new TransferProgress(_id, "Downloading", bytes.Length, _archive.Size));
                }
            }

            return Digest.FromHash(hash.GetHashAndReset());
        }
        catch (IOException e)
        {
            throw LayerErrors.From(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // 2. and 3.
    private async Task<StagedLayer> UnpackAsync(BlobIngest bytes, Action<TransferProgress> report, CancellationToken cancellation)
    {
        using IDisposable slot = await slots.UnpackAsync(cancellation).ConfigureAwait(false);
        var pace = new Pace(store.Options.Time);
        var arrived = new ObservedStream(bytes.OpenRead(), position =>
        {
            if (_downloaded && pace.IsDue())
            {
                report(new TransferProgress(_id, "Extracting", position, bytes.Length));
            }
        });
        try
        {
            Stream plain = await Compression.DecompressAsync(arrived, store.Options.Limits, cancellation: cancellation).ConfigureAwait(false);
            await using (plain.ConfigureAwait(false))
            {
                return await store.Layers.StageAsync(plain, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is ArchiveException or LinuxException)
        {
            throw LayerErrors.From(e);
        }
    }

    /// <summary>Says when there may be news again.</summary>
    private sealed class Pace(TimeProvider time)
    {
        private long _last;

        public bool IsDue()
        {
            if (_last != 0 && time.GetElapsedTime(_last) < s_newsInterval)
            {
                return false;
            }

            _last = time.GetTimestamp();
            return true;
        }
    }
}
