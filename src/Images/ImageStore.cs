using Berth.Content;
using Berth.Images.Importing;
using Berth.Images.Layers;
using Berth.Images.Loading;
using Berth.Images.Removal;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// The images of a data root. Reads look at an immutable <see cref="Catalog"/> and wait for nothing; changes are made one at a time:
/// first the database, then the catalog. What takes long (unpacking) happens before, into places that nothing refers to yet.
/// </summary>
public sealed class ImageStore : IDisposable
{
    private const string Library = "images";

    private static readonly string[] s_migrations =
    [
        $"{LayerTable.Schema};\n{ImageTable.Schema};\n{SnapshotTable.Schema}",
        LayerArchiveTable.Schema,
    ];

    private readonly ImageStoreOptions _options;
    private readonly MetadataDatabase _database;
    private readonly Trash _trash;
    private readonly BlobStore _blobs;
    private readonly LayerStore _layers;
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
        _layers = new LayerStore(Paths, _database, _trash, options.Limits);
        Snapshots = new Snapshots(this, _layers, new SnapshotTable(_database), _trash);
    }

    /// <summary>The writable layers of containers, on top of these images.</summary>
    public Snapshots Snapshots { get; }

    internal StorePaths Paths { get; }

    internal ImageStoreOptions Options => _options;

    internal BlobStore Blobs => _blobs;

    internal Trash Trash => _trash;

    internal LayerStore Layers => _layers;

    /// <summary>
    /// Opens or makes the store of a data root and clears away what a crash left unfinished.
    /// </summary>
    /// <param name="database">The data root's database where the caller shares it; default: the store opens its own.</param>
    public static ImageStore Open(ImageStoreOptions options, MetadataDatabase? database = null)
    {
        var store = new ImageStore(options, database);
        store.LoadCatalog();
        store.Snapshots.Load();
        store._layers.RemoveOrphans();
        store.ClearTemporary();
        return store;
    }

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
        return ImageHistory.Of(image, catalog, chainId => _layers.Get(chainId).Size);
    }

    /// <summary>Makes an image of one layer from a root file system archive (tar, plain or gzip or zstd).</summary>
    public Task<ImageRecord> ImportAsync(Stream archive, ImportOptions options, CancellationToken cancellation = default) =>
        new ImageImport(this, options).RunAsync(archive, cancellation);

    /// <summary>Takes in the images of a docker archive or an OCI layout, in a tar, plain or gzip or zstd.</summary>
    public Task<IReadOnlyList<ImageRecord>> LoadAsync(
        Stream archive, Func<LoadProgress, ValueTask>? report = null, CancellationToken cancellation = default) =>
        new ImageLoad(this, report).RunAsync(archive, cancellation);

    /// <summary>Gives the image one more name; one that another image had moves.</summary>
    /// <param name="repository">The name, perhaps with a tag of its own.</param>
    /// <param name="tag">The tag; default: the one in <paramref name="repository"/>, else <c>latest</c>.</param>
    public ImageRecord Tag(string nameOrId, string repository, string? tag = null)
    {
        ImageRecord image = Find(nameOrId);
        Reference target = TagTarget.Parse(repository, tag);
        return SetName(target, image.Id).Image;
    }

    /// <summary>Removes a name, and the image with its last name, or what an ID means.</summary>
    /// <param name="users">The containers as they are now; asked under the store's lock.</param>
    /// <returns>What was done, in docker's order.</returns>
    public Task<IReadOnlyList<RemovedItem>> RemoveAsync(
        string nameOrId, RemoveOptions options, Func<IReadOnlyList<ImageUser>> users, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            IReadOnlyList<RemovalStep> steps = RemovalDecision.Decide(_catalog, nameOrId, options, users());
            return Task.FromResult<IReadOnlyList<RemovedItem>>(Carry(steps));
        }
    }

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

    /// <summary>Records an image whose layers the caller holds and whose configuration is a blob; one that is here already stays.</summary>
    internal ImageRecord Add(ImageRecord image)
    {
        lock (_lock)
        {
            if (_catalog.Images.TryGetValue(image.Id, out ImageRecord? present))
            {
                return present;
            }

            _database.Write(session => ImageTable.Insert(session, image));
            if (image.Layers.Count > 0)
            {
                _layers.AddReference(image.Layers[^1]);
            }

            _catalog = _catalog.With(image);
            return image;
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
            _database.Write(session => ImageTable.SetReference(session, reference, id, now));
            _catalog = _catalog.WithName(reference, id, now);
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

    private List<RemovedItem> Carry(IReadOnlyList<RemovalStep> steps)
    {
        _database.Write(session =>
        {
            foreach (RemovalStep step in steps)
            {
                switch (step)
                {
                    case RemovalStep.Untag untag:
                        ImageTable.DeleteReference(session, untag.Reference);
                        break;
                    case RemovalStep.Delete delete:
                        ImageTable.Delete(session, delete.ImageId);
                        break;
                }
            }
        });

        var done = new List<RemovedItem>();
        foreach (RemovalStep step in steps)
        {
            switch (step)
            {
                case RemovalStep.Untag untag:
                    _catalog = _catalog.WithoutName(untag.Reference);
                    done.Add(new RemovedItem(RemovedItemKind.Untagged, untag.Reference.Familiar));
                    break;
                case RemovalStep.Delete delete:
                    Forget(_catalog.Images[delete.ImageId], done);
                    break;
            }
        }

        return done;
    }

    private void Forget(ImageRecord image, List<RemovedItem> done)
    {
        _catalog = _catalog.Without(image.Id);
        done.Add(new RemovedItem(RemovedItemKind.Deleted, image.Id.ToString()));
        _blobs.Delete(image.Id);
        if (image.Manifest is { } manifest && !_catalog.Images.Values.Any(other => other.Manifest == manifest))
        {
            _blobs.Delete(manifest);
        }

        if (image.Layers.Count > 0)
        {
            done.AddRange(_layers.Release(image.Layers[^1]).Select(static id => new RemovedItem(RemovedItemKind.Deleted, id.ToString())));
        }
    }

    private void LoadCatalog()
    {
        var table = new ImageTable(_database);
        Catalog catalog = Catalog.Empty;
        foreach (ImageRow row in table.All())
        {
            byte[] bytes = _blobs.ReadAll(row.Id);
            ImageConfig config = ImageDocuments.ParseConfig(bytes, _options);
            IReadOnlyList<Digest> chain = ChainId.All(config.RootFs.DiffIds);
            catalog = catalog.With(new ImageRecord
            {
                Id = row.Id,
                Config = config,
                Parent = row.Parent,
                Manifest = row.Manifest,
                Layers = chain,
                Size = row.Size,
                ConfigSize = bytes.Length,
                LastTagged = row.LastTagged,
            });
            if (chain.Count > 0)
            {
                _layers.AddReference(chain[^1]);
            }
        }

        foreach (var (name, id) in table.References())
        {
            catalog = catalog.WithName(Reference.Parse(name), id, catalog.Images[id].LastTagged);
        }

        _catalog = catalog;
    }

    private void ClearTemporary()
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(Paths.Temporary))
        {
            _trash.Discard(path);
        }
    }
}
