using Berth.Content;
using Berth.Images.Importing;
using Berth.Images.Layers;
using Berth.Images.Loading;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// The images of a data root. Reads look at an immutable <see cref="Catalog"/> and wait for nothing; changes are made one at a time:
/// first the database, then the catalog. What takes long (unpacking) happens before, into places that nothing refers to yet.
/// </summary>
public sealed partial class ImageStore : IDisposable
{
    /// <summary>The name of the store's tables in <c>schema_versions</c>.</summary>
    public const string Library = "images";

    private static readonly string[] s_migrations =
    [
        $"{LayerTable.Schema};\n{ImageTable.Schema};\n{SnapshotTable.Schema}",
        LayerArchiveTable.Schema,
        DamagedLayerTable.Schema,
    ];

    private readonly ImageStoreOptions _options;
    private readonly MetadataDatabase _database;
    private readonly Trash _trash;
    private readonly BlobStore _blobs;
    private readonly LayerStore _layers;
    private readonly Usage.StoreFootprint _footprint;
    private readonly Lock _lock = new();
    private readonly bool _ownsDatabase;
    private volatile Catalog _catalog = Catalog.Empty;

    private ImageStore(ImageStoreOptions options, MetadataDatabase? database)
    {
        _options = options;
        Paths = new StorePaths(options.DataRoot);
        _ownsDatabase = database is null;
        _database = database ?? MetadataDatabase.Open(Paths.DataRoot);
        _database.Migrate(Library, s_migrations);
        _trash = Trash.Open(Paths.DataRoot);
        _blobs = new BlobStore(Paths.DataRoot, _trash);
        _layers = new LayerStore(Paths, _database, _blobs, _trash, options.Limits);
        Archives = new LayerArchiveTable(_database);
        _footprint = new Usage.StoreFootprint(Paths);
        Snapshots = new Snapshots(this, _layers, new SnapshotTable(_database), _trash);
    }

    /// <summary>The version of the tables that this store writes.</summary>
    public static int Version => s_migrations.Length;

    /// <summary>The writable layers of containers, on top of these images.</summary>
    public Snapshots Snapshots { get; }

    internal StorePaths Paths { get; }

    internal ImageStoreOptions Options => _options;

    internal BlobStore Blobs => _blobs;

    internal Trash Trash => _trash;

    internal LayerStore Layers => _layers;

    /// <summary>In which forms layers travel.</summary>
    internal LayerArchiveTable Archives { get; }

    /// <summary>The image that a name, a name with tag or digest, or an ID or the beginning of one means.</summary>
    /// <exception cref="ImageException">NotFound: <c>No such image: x</c>. InvalidParameter: not a reference.</exception>
    public ImageRecord Find(string nameOrId) => TryFind(nameOrId) ?? throw ImageException.NotFound(nameOrId);

    /// <summary>The same, null where there is none.</summary>
    /// <exception cref="ImageException">InvalidParameter: not a reference.</exception>
    public ImageRecord? TryFind(string nameOrId) => _catalog.Find(nameOrId);

    /// <summary>By ID only.</summary>
    public ImageRecord? Get(Digest id) => _catalog.Images.GetValueOrDefault(id);

    /// <summary>Newest first; with a filter on names, each with only the names that match.</summary>
    /// <exception cref="ImageException">The filter names an image that is not here, or has a bad pattern.</exception>
    public IReadOnlyList<ImageRecord> List(ImageFilter? filter = null) => ImageListing.List(_catalog, filter ?? new ImageFilter());

    /// <summary>The configuration, byte for byte.</summary>
    public byte[] ReadConfig(Digest id) => _blobs.ReadAll(id);

    /// <summary>What made the image, newest step first.</summary>
    public IReadOnlyList<ImageHistoryLine> History(string nameOrId)
    {
        Catalog catalog = _catalog;
        ImageRecord image = catalog.Find(nameOrId) ?? throw ImageException.NotFound(nameOrId);

        // One that went meanwhile takes nothing.
        var sizes = _layers.All().ToDictionary(static layer => layer.ChainId, static layer => layer.Size);
        return ImageHistory.Of(image, catalog, chainId => sizes.GetValueOrDefault(chainId));
    }

    /// <summary>Makes an image of one layer from a root file system archive (tar, plain or gzip or zstd).</summary>
    public Task<ImageRecord> ImportAsync(Stream archive, ImportOptions options, CancellationToken cancellation = default) =>
        new ImageImport(this, options).RunAsync(archive, cancellation);

    /// <summary>Takes in the images of a docker archive or an OCI layout, in a tar, plain or gzip or zstd.</summary>
    public Task<IReadOnlyList<ImageRecord>> LoadAsync(
        Stream archive, Func<LoadProgress, ValueTask>? report = null, CancellationToken cancellation = default) =>
        LoadAsync(archive, new LoadOptions { Report = report }, cancellation);

    /// <summary>The same, with more to say about it.</summary>
    /// <exception cref="ImageException">NotFound: no image of the archive is for the platform. InvalidParameter, NoSpace, System.</exception>
    public Task<IReadOnlyList<ImageRecord>> LoadAsync(Stream archive, LoadOptions options, CancellationToken cancellation = default) =>
        new ImageLoad(this, options).RunAsync(archive, cancellation);

    /// <summary>Gives the image one more name; one that another image had moves.</summary>
    /// <param name="repository">The name, perhaps with a tag of its own.</param>
    /// <param name="tag">The tag; default: the one in <paramref name="repository"/>, else <c>latest</c>.</param>
    public ImageRecord Tag(string nameOrId, string repository, string? tag = null)
    {
        ImageRecord image = Find(nameOrId);
        Reference target = TagTarget.Parse(repository, tag);
        return SetName(target, image.Id).Image;
    }

    /// <summary>How many images there are.</summary>
    public int Count => _catalog.Images.Count;

    /// <summary>Completes when everything removed so far is gone from the disk.</summary>
    public Task WaitForReaperAsync() => _trash.WaitUntilEmptyAsync();

    public void Dispose()
    {
        _trash.Dispose();
        if (_ownsDatabase)
        {
            _database.Dispose();
        }
    }

    /// <summary>
    /// Records an image whose layers the caller holds; one that is here already stays. Its documents are stored here, under the lock, so
    /// that the removal of an image that had the same ones cannot take them away in between.
    /// </summary>
    /// <param name="image">Its <see cref="ImageRecord.Id"/> and <see cref="ImageRecord.Manifest"/> are the digests of these.</param>
    /// <param name="config">The configuration's bytes.</param>
    /// <param name="manifest">The manifest's bytes; empty where there is none.</param>
    internal ImageRecord Add(ImageRecord image, ReadOnlySpan<byte> config, ReadOnlySpan<byte> manifest)
    {
        lock (_lock)
        {
            _blobs.Put(config);
            if (!manifest.IsEmpty)
            {
                _blobs.Put(manifest);
            }

            return Record(image);
        }
    }

    /// <summary>Names an image; returns it and the one that lost the name.</summary>
    internal (ImageRecord Image, ImageRecord? Previous) SetName(Reference reference, Digest id)
    {
        lock (_lock)
        {
            if (Get(id) is null)
            {
                throw ImageException.NotFound(id.ToString());
            }

            ImageRecord? previous = _catalog.Names.TryGetValue(reference.ToString(), out Digest old) && old != id ? _catalog.Images[old] : null;
            DateTimeOffset now = _options.Time.GetUtcNow();
            _database.WriteDurably(session => ImageTable.SetReference(session, reference, id, now));
            _catalog = _catalog.WithName(reference, id, now);
            Failpoint.Hit("image.named");
            return (_catalog.Images[id], previous);
        }
    }

    /// <summary>Runs <paramref name="use"/> with an image that cannot be removed meanwhile.</summary>
    internal void WithImage(Digest id, Action<ImageRecord> use)
    {
        lock (_lock)
        {
            use(Get(id) ?? throw ImageException.NotFound(id.ToString()));
        }
    }

    // The document that came last is the one that a push sends: it is where the image was seen last.
    private ImageRecord ReplaceManifest(ImageRecord image, Digest manifest)
    {
        ImageRecord replaced = image with { Manifest = manifest };
        _database.WriteDurably(session => ImageTable.Insert(session, replaced));
        _catalog = _catalog.With(replaced);
        if (image.Manifest is { } old && !_catalog.Images.Values.Any(other => other.Manifest == old))
        {
            _blobs.Delete(old);
        }

        return replaced;
    }

    private ImageRecord Record(ImageRecord image)
    {
        if (_catalog.Images.TryGetValue(image.Id, out ImageRecord? present))
        {
            return image.Manifest is null || image.Manifest == present.Manifest ? present : ReplaceManifest(present, image.Manifest.Value);
        }

        _database.WriteDurably(session => ImageTable.Insert(session, image));
        if (image.Layers.Count > 0)
        {
            _layers.AddReference(image.Layers[^1]);
        }

        _catalog = _catalog.With(image);
        Failpoint.Hit("image.recorded");
        return image;
    }
}
