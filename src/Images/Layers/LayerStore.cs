using Berth.Archive;
using Berth.Content;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>
/// The unpacked layers and who needs them. A layer is named by its chain ID and counts its references: each layer directly on it,
/// each image and each snapshot whose topmost layer it is, each <see cref="LayerHold"/>. The last to let go removes it.
/// </summary>
internal sealed partial class LayerStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, Entry> _layers = [];
    private readonly Dictionary<Digest, LayerDirectory> _directories = [];
    private readonly StorePaths _paths;
    private readonly MetadataDatabase _database;
    private readonly LayerTable _table;
    private readonly DamagedLayerTable _damaged;
    private readonly BlobStore _blobs;
    private readonly Trash _trash;
    private readonly ArchiveLimits _limits;

    public LayerStore(StorePaths paths, MetadataDatabase database, BlobStore blobs, Trash trash, ArchiveLimits limits)
    {
        _paths = paths;
        _database = database;
        _table = new LayerTable(database);
        _damaged = new DamagedLayerTable(database);
        _blobs = blobs;
        _trash = trash;
        _limits = limits;
        using (Fd temporary = Fd.Open(paths.Temporary, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        {
            // Layers are made there. An ext4 without a journal looks through all inodes that were freed near by in the last minutes
            // before it makes a file: where an image was removed, making one the same again took eight times as long.
            temporary.SpreadSubdirectories();
        }

        var present = Directory.EnumerateDirectories(paths.Layers).Select(static path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal);
        present.IntersectWith(Directory.EnumerateFiles(paths.Recipes).Select(static path => Path.GetFileName(path)));
        HashSet<Digest> damaged = _damaged.All();
        foreach (LayerRecord record in _table.All())
        {
            Enter(record).IsDamaged = !present.Contains(record.Directory) || damaged.Contains(record.DiffId);
        }

        foreach (Entry entry in _layers.Values)
        {
            if (entry.Record.Parent is { } parent)
            {
                _layers[parent].References++;
            }
        }
    }

    /// <summary>All layers, a record a chain.</summary>
    public IReadOnlyList<LayerRecord> All()
    {
        lock (_lock)
        {
            return [.. _layers.Values.Select(static entry => entry.Record)];
        }
    }

    /// <summary>Takes a reference to a layer that is here; null where it is not, or is damaged and has to be added again.</summary>
    public LayerHold? TryHold(Digest chainId)
    {
        lock (_lock)
        {
            return _layers.TryGetValue(chainId, out Entry? entry) && !entry.Directory.IsDamaged ? Hold(entry) : null;
        }
    }

    /// <summary>The same whether it is damaged or not; null where it is not here.</summary>
    public LayerHold? TryHoldDamaged(Digest chainId)
    {
        lock (_lock)
        {
            return _layers.TryGetValue(chainId, out Entry? entry) ? Hold(entry) : null;
        }
    }

    /// <summary>
    /// Remembers, over restarts, that a layer's files are not what its digest says: adding it again replaces them. What is not here is no
    /// error.
    /// </summary>
    public void MarkDamaged(Digest diffId)
    {
        lock (_lock)
        {
            if (_directories.TryGetValue(diffId, out LayerDirectory? directory) && !directory.IsDamaged)
            {
                directory.IsDamaged = true;
                try
                {
                    _damaged.Add(diffId);
                }
                catch (LinuxException)
                {
                    // The disk is full: it is known until the next start.
                }
            }
        }
    }

    /// <summary>Whether the files of a layer are missing, or were found to be others.</summary>
    public bool IsDamaged(Digest chainId)
    {
        lock (_lock)
        {
            return !_layers.TryGetValue(chainId, out Entry? entry) || entry.Directory.IsDamaged;
        }
    }

    /// <summary>Counts one more reference of an image or a snapshot.</summary>
    public void AddReference(Digest chainId)
    {
        lock (_lock)
        {
            _layers[chainId].References++;
        }
    }

    public LayerRecord Get(Digest chainId)
    {
        lock (_lock)
        {
            return _layers[chainId].Record;
        }
    }

    /// <summary>A layer and all below it, uppermost first.</summary>
    public IReadOnlyList<LayerRecord> Chain(Digest top)
    {
        lock (_lock)
        {
            var chain = new List<LayerRecord>();
            for (Digest? next = top; next is { } id; next = chain[^1].Parent)
            {
                chain.Add(_layers[id].Record);
            }

            return chain;
        }
    }

    private string NewDirectoryName()
    {
        string name;
        do
        {
            name = StorePaths.NewName();
        }
        while (Path.Exists(_paths.Layer(name)));

        return name;
    }

    private LayerHold Hold(Entry entry)
    {
        entry.References++;
        return new LayerHold(this, entry.Record);
    }

    private LayerDirectory Enter(LayerRecord record)
    {
        if (!_directories.TryGetValue(record.DiffId, out LayerDirectory? directory))
        {
            _directories.Add(record.DiffId, directory = new LayerDirectory(record.Directory));
        }

        directory.Layers++;
        _layers.Add(record.ChainId, new Entry(record, directory));
        return directory;
    }

    private sealed class Entry(LayerRecord record, LayerDirectory directory)
    {
        public LayerRecord Record { get; } = record;

        public LayerDirectory Directory { get; } = directory;

        public int References { get; set; }
    }

    /// <summary>The files of a diff ID, and how many layers have it.</summary>
    private sealed class LayerDirectory(string name)
    {
        public string Name { get; } = name;

        public int Layers { get; set; }

        public bool IsDamaged { get; set; }
    }
}
