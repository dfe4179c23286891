using Berth.Images.Archive;
using Berth.Images.Layers;
using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// Keeps the layers of an image in the compressed form in which they came, so that a push of the image sends what was loaded, digest for
/// digest. Plain layers, as docker saves them, are not kept: a push compresses them.
/// </summary>
internal sealed class ArchiveIntake(ImageStore store, SpooledArchive archive)
{
    /// <param name="diffIds">Of <paramref name="layers"/>; the caller holds them.</param>
    /// <param name="verified">Archives that were seen to have their digest and the diff ID a moment ago.</param>
    /// <returns>Whether all of them are kept: then the image's manifest is true of what is here.</returns>
    /// <exception cref="ImageException">An archive has other bytes than a digest says.</exception>
    public async Task<bool> KeepAsync(
        IReadOnlyList<ArchivedLayer> layers, IReadOnlyList<Digest> diffIds, IReadOnlySet<Digest> verified, CancellationToken cancellation)
    {
        if (!layers.Zip(diffIds).All(static pair => IsCompressed(pair.First.Descriptor, pair.Second)))
        {
            return false;
        }

        foreach (int position in Enumerable.Range(0, layers.Count).DistinctBy(i => layers[i].Descriptor!.Digest))
        {
            var (layer, diffId) = (layers[position], diffIds[position]);
            Descriptor descriptor = layer.Descriptor!;
            if (store.Layers.KeepsArchive(descriptor, diffId))
            {
                continue;
            }

            if (!verified.Contains(descriptor.Digest))
            {
                await VerifyAsync(layer, position, diffId, cancellation).ConfigureAwait(false);
            }

            var kept = new LayerArchive(descriptor.Digest, diffId, descriptor.MediaType!, descriptor.Size, IsKept: true);
            store.Layers.KeepArchive(kept, archive.PathOf(layer.File));
        }

        return true;
    }

    private static bool IsCompressed(Descriptor? descriptor, Digest diffId) =>
        descriptor is { MediaType: MediaTypes.OciLayerGzip or MediaTypes.OciLayerZstd or MediaTypes.DockerLayerGzip }
        && descriptor.Digest != diffId;

    // The layer was here already, its archive was not: what it becomes is not known yet.
    private async Task VerifyAsync(ArchivedLayer layer, int position, Digest diffId, CancellationToken cancellation)
    {
        using SpooledFile file = archive.OpenRead(layer.File);
        ArchivedLayerCheck.Size(layer, file.Length);
        using var content = new HashingStream(file);
        Stream plain = await Compression.DecompressAsync(content, store.Options.Limits, cancellation: cancellation).ConfigureAwait(false);
        await using (plain.ConfigureAwait(false))
        {
            using var unpacked = new HashingStream(plain);
            await unpacked.CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
            await content.CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
            ArchivedLayerCheck.Content(layer, content.Finish());
            ArchivedLayerCheck.Plain(position, diffId, unpacked.Finish());
        }
    }
}
