using Berth.Images.Layers;
using Berth.Images.Usage;
using Berth.Oci;

namespace Berth.Images;

// What images take.
public sealed partial class ImageStore
{
    /// <summary>What images take on the disk, all together and each.</summary>
    public StoreUsage DiskUsage(IReadOnlyCollection<ImageRecord> images)
    {
        IReadOnlyDictionary<Digest, long> layers = Footprints().Bytes;
        var shared = new SharedLayers(images);
        var usage = new Dictionary<Digest, ImageUsage>(images.Count);
        foreach (ImageRecord image in images)
        {
            Digest[] own = [.. image.Config.RootFs.DiffIds.Distinct()];
            long documents = _footprint.OfBlob(image.Id) + (image.Manifest is { } manifest ? _footprint.OfBlob(manifest) : 0);
            usage[image.Id] = new ImageUsage(
                own.Sum(Bytes) + documents, own.Where(shared.Contains).Sum(Bytes));
        }

        return new StoreUsage(_footprint.Total(), usage);

        long Bytes(Digest diffId) => layers.GetValueOrDefault(diffId);
    }

    /// <summary>Bytes of the disk that each layer takes now, with its recipe and its kept archives.</summary>
    public LayerFootprints Footprints()
    {
        ILookup<Digest, Digest> kept = Archives.All()
            .Where(static archive => archive.IsKept).ToLookup(static archive => archive.DiffId, static archive => archive.Digest);
        return new LayerFootprints(_layers.All().DistinctBy(static layer => layer.DiffId)
            .ToDictionary(static layer => layer.DiffId, layer => _footprint.Of(layer.Directory, kept[layer.DiffId])));
    }

    /// <summary>Bytes of the layers that were here then and are not any more.</summary>
    public long FreedSince(LayerFootprints before)
    {
        HashSet<Digest> present = [.. _layers.All().Select(static layer => layer.DiffId)];
        return before.Bytes.Where(layer => !present.Contains(layer.Key)).Sum(static layer => layer.Value);
    }

    /// <summary>Where the files of an image's layers are, uppermost first; nowhere where it is gone.</summary>
    public IReadOnlyList<string> LayerDirectories(ImageRecord image)
    {
        using LayerHold? hold = image.Layers.Count == 0 ? null : _layers.TryHold(image.Layers[^1]);
        return hold is null ? [] : [.. _layers.Chain(image.Layers[^1]).Select(layer => Paths.Layer(layer.Directory))];
    }

    /// <summary>Of each image the bytes, unpacked, of those of its layers that another one of them has too.</summary>
    public IReadOnlyDictionary<Digest, long> SharedSizes(IReadOnlyCollection<ImageRecord> images)
    {
        var shared = new SharedLayers(images);

        // One that went meanwhile takes nothing.
        var sizes = _layers.All().ToDictionary(static layer => layer.ChainId, static layer => layer.Size);
        return images.ToDictionary(
            static image => image.Id,
            image => image.Layers.Where((_, index) => shared.Contains(image.Config.RootFs.DiffIds[index])).Sum(chainId => sizes.GetValueOrDefault(chainId)));
    }
}
