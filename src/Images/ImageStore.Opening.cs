using Berth.Content;
using Berth.Images.Checking;
using Berth.Oci;

namespace Berth.Images;

// The start: what the records say becomes the catalog, and what they do not say is cleared away.
public sealed partial class ImageStore
{
    /// <summary>
    /// Opens or makes the store of a data root:
    /// <list type="number">
    /// <item>Images whose configuration is gone or damaged are dropped, and told of: nobody can say any more what they were.</item>
    /// <item>Images and containers count the layers they stand on. Layers whose files are missing are told of; adding them again, by a
    /// pull or a load, repairs them.</item>
    /// <item>Bytes that no record owns are freed (<see cref="OwnershipCheck"/>).</item>
    /// </list>
    /// </summary>
    /// <param name="options">Where it is, and its limits.</param>
    /// <param name="database">The data root's database where the caller shares it; default: the store opens its own.</param>
    public static ImageStore Open(ImageStoreOptions options, MetadataDatabase? database = null)
    {
        var store = new ImageStore(options, database);
        try
        {
            store.LoadCatalog();
            int snapshots = store.Snapshots.Load();
            new OwnershipCheck(store.Paths, store._database, store._layers, store._blobs, store._trash, options.Notice).Run(snapshots);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private void LoadCatalog()
    {
        var table = new ImageTable(_database);
        ILookup<Digest, string> names = table.References().ToLookup(static pair => pair.ImageId, static pair => pair.Name);
        var images = new List<ImageRecord>();
        foreach (ImageRow row in table.All())
        {
            try
            {
                images.Add(Read(row, [.. names[row.Id].Select(Reference.Parse).OrderBy(static r => r.Familiar, StringComparer.Ordinal)]));
            }
            catch (Exception e) when (e is FileNotFoundException or InvalidDataException or ImageException)
            {
                string known = string.Join(", ", names[row.Id].Select(static name => Reference.Parse(name).Familiar));
                _options.Notice($"image {row.Id} ({(known.Length > 0 ? known : "without a name")}) is dropped, pull or load it again: {e.Message}");
                _database.WriteDurably(session => ImageTable.Delete(session, row.Id));
            }
        }

        foreach (ImageRecord image in images.Where(static image => image.Layers.Count > 0))
        {
            _layers.AddReference(image.Layers[^1]);
            foreach (Digest layer in image.Layers.Where(_layers.IsDamaged))
            {
                _options.Notice($"image {image.Id} ({string.Join(", ", image.RepoTags)}) lacks the files of layer {layer}, pull or load it again");
            }
        }

        _catalog = Catalog.Of(images);
    }

    private ImageRecord Read(ImageRow row, IReadOnlyList<Reference> references)
    {
        byte[] bytes = _blobs.ReadAll(row.Id);
        ImageConfig config = ImageDocuments.ParseConfig(bytes, _options);
        IReadOnlyList<Digest> chain = ChainId.All(config.RootFs.DiffIds);
        return (chain.Count == 0 ? (Digest?)null : chain[^1]) != row.TopLayer
            ? throw new InvalidDataException("its record names other layers than its configuration")
            : new ImageRecord
            {
                Id = row.Id,
                Config = config,
                Parent = row.Parent,
                Manifest = row.Manifest is { } manifest && _blobs.Contains(manifest) ? manifest : null,
                Layers = chain,
                Size = row.Size,
                ConfigSize = bytes.Length,
                LastTagged = row.LastTagged,
                References = references,
            };
    }
}
