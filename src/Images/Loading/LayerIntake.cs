using System.Collections.Concurrent;
using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// Brings the layers of one image of an archive here:
/// <list type="number">
/// <item>Layers whose files are here already are held, wherever in an image they were.</item>
/// <item>The others are decompressed and unpacked side by side, each once, and every digest that names their bytes is checked.</item>
/// <item>All are recorded, lowest first, and held until the caller lets go.</item>
/// </list>
/// </summary>
internal sealed class LayerIntake(ImageStore store, SpooledArchive archive, LoadReport report)
{
    private const int MaxParallel = 4;

    private readonly ConcurrentDictionary<Digest, StagedLayer> _staged = [];
    private readonly ConcurrentBag<Digest> _verified = [];

    /// <summary>Archives that were found to have the digest of their descriptor, and to be those of their diff ID.</summary>
    public IReadOnlySet<Digest> Verified => _verified.ToHashSet();

    /// <returns>A hold for each layer of the image, lowest first.</returns>
    /// <exception cref="ImageException">A file of the archive has other bytes than its digest or the configuration says.</exception>
    public async Task<IReadOnlyList<LayerHold>> TakeAsync(
        IReadOnlyList<ArchivedLayer> layers, IReadOnlyList<Digest> diffIds, CancellationToken cancellation)
    {
        var present = new List<LayerHold>();
        var taken = new List<LayerHold>();
        try
        {
            // 1.
            var missing = new List<int>();
            foreach (int position in Enumerable.Range(0, diffIds.Count).DistinctBy(i => diffIds[i]))
            {
                if (store.Layers.TryHoldFiles(diffIds[position]) is { } hold)
                {
                    present.Add(hold);
                }
                else
                {
                    missing.Add(position);
                }
            }

            // 2.
            var parallel = new ParallelOptions
            {
                CancellationToken = cancellation,
                MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, MaxParallel),
            };
            await Parallel.ForEachAsync(missing, parallel, async (position, stop) =>
                _staged[diffIds[position]] = await StageAsync(layers[position], position, diffIds[position], stop).ConfigureAwait(false))
                .ConfigureAwait(false);

            // 3.
            foreach (Digest diffId in diffIds)
            {
                Digest? parent = taken.Count == 0 ? null : taken[^1].Layer.ChainId;
                taken.Add(_staged.TryGetValue(diffId, out StagedLayer? staged)
                    ? store.Layers.Commit(staged, parent)
                    : store.Layers.CommitPresent(diffId, parent));
            }

            return taken;
        }
        catch
        {
            taken.ForEach(static hold => hold.Dispose());
            throw;
        }
        finally
        {
            present.ForEach(static hold => hold.Dispose());
            foreach (StagedLayer staged in _staged.Values)
            {
                staged.Dispose();
            }
        }
    }

    private async Task<StagedLayer> StageAsync(ArchivedLayer layer, int position, Digest diffId, CancellationToken cancellation)
    {
        long size = 0;
        SpooledFile file = archive.OpenRead(layer.File, read => report.SendAsync(new LoadProgress(null, diffId.Short, read, size)));
        await using (file.ConfigureAwait(false))
        {
            size = file.Length;
            ArchivedLayerCheck.Size(layer, size);
            using var hashing = new HashingStream(file);

            // The plain archive's digest is the diff ID, which is found while it is unpacked.
            bool isHashed = layer.Descriptor is { } described && described.Digest != diffId;
            Stream plain = await Compression.DecompressAsync(isHashed ? hashing : file, store.Options.Limits, cancellation: cancellation)
                .ConfigureAwait(false);
            await using (plain.ConfigureAwait(false))
            {
                StagedLayer staged = await store.Layers.StageAsync(plain, cancellation).ConfigureAwait(false);
                try
                {
                    await (isHashed ? hashing : (Stream)file).CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
                    if (isHashed)
                    {
                        ArchivedLayerCheck.Content(layer, hashing.Finish());
                        _verified.Add(layer.Descriptor!.Digest);
                    }

                    ArchivedLayerCheck.Plain(position, diffId, staged.DiffId);
                    return staged;
                }
                catch
                {
                    staged.Dispose();
                    throw;
                }
            }
        }
    }
}
