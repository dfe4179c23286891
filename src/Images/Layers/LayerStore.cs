using Berth.Content;
using Berth.Images.Archive;
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
    private readonly StorePaths _paths;
    private readonly LayerTable _table;
    private readonly Trash _trash;
    private readonly ArchiveLimits _limits;

    public LayerStore(StorePaths paths, MetadataDatabase database, Trash trash, ArchiveLimits limits)
    {
        _paths = paths;
        _table = new LayerTable(database);
        _trash = trash;
        _limits = limits;
        foreach (LayerRecord record in _table.All())
        {
            _layers.Add(record.ChainId, new Entry(record));
        }

        foreach (Entry entry in _layers.Values)
        {
            if (entry.Record.Parent is { } parent)
            {
                _layers[parent].References++;
            }
        }
    }

    /// <summary>Takes a reference to a layer that is here, or null.</summary>
    public LayerHold? TryHold(Digest chainId)
    {
        lock (_lock)
        {
            return _layers.TryGetValue(chainId, out Entry? entry) ? Hold(entry) : null;
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

    /// <summary>Lets go of one reference; returns the layers that went with it, uppermost first.</summary>
    public IReadOnlyList<Digest> Release(Digest chainId)
    {
        lock (_lock)
        {
            _layers[chainId].References--;
            return RemoveUnreferenced(chainId);
        }
    }

    /// <summary>After a start, when images and snapshots have counted theirs: removes what a crash left without an owner.</summary>
    public void RemoveOrphans()
    {
        lock (_lock)
        {
            foreach (Digest chainId in _layers.Keys.ToArray())
            {
                RemoveUnreferenced(chainId);
            }

            var known = _layers.Values.Select(static e => e.Record.Directory).ToHashSet(StringComparer.Ordinal);
            foreach (string path in Directory.EnumerateFileSystemEntries(_paths.Layers))
            {
                if (!known.Contains(Path.GetFileName(path)))
                {
                    _trash.Discard(path);
                }
            }
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

    private List<Digest> RemoveUnreferenced(Digest chainId)
    {
        var removed = new List<Digest>();
        Digest? next = chainId;
        while (next is { } id && _layers.TryGetValue(id, out Entry? entry) && entry.References == 0)
        {
            _table.Delete(id);
            _layers.Remove(id);
            if (!_layers.Values.Any(e => e.Record.Directory == entry.Record.Directory))
            {
                _trash.Discard(_paths.Layer(entry.Record.Directory));
            }

            removed.Add(id);
            next = entry.Record.Parent;
            if (next is { } parent)
            {
                _layers[parent].References--;
            }
        }

        return removed;
    }

    private sealed class Entry(LayerRecord record)
    {
        public LayerRecord Record { get; } = record;

        public int References { get; set; }
    }
}
