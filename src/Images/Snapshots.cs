using System.Buffers;
using System.Collections.Concurrent;
using Berth.Content;
using Berth.Images.Layers;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images;

/// <summary>
/// The writable layers of containers, laid over the layers of their images by overlayfs: <c>snapshots/CONTAINER/{init,upper,work,rootfs}</c>.
/// The overlay of a running container is mounted in the container's mount namespace only, on <c>rootfs</c>: the host's table of mounts, which
/// every process that starts reads or copies, stays as short as it was (docs/decisions/0035).
/// </summary>
public sealed partial class Snapshots
{
    private static readonly SearchValues<char> s_idCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-");

    private readonly ImageStore _store;
    private readonly LayerStore _layers;
    private readonly SnapshotTable _table;
    private readonly Trash _trash;
    private readonly ConcurrentDictionary<string, SnapshotRow> _snapshots = new(StringComparer.Ordinal);

    internal Snapshots(ImageStore store, LayerStore layers, SnapshotTable table, Trash trash)
    {
        _store = store;
        _layers = layers;
        _table = table;
        _trash = trash;
    }

    /// <summary>Makes a container's writable layer on an image and holds the image's layers.</summary>
    /// <exception cref="ImageException">NotFound: the image went meanwhile. Conflict: the container has one. NoSpace, System.</exception>
    /// <param name="containerId">The container.</param>
    /// <param name="imageId">The image.</param>
    /// <param name="prepare">Is given the layer's directory while nothing is in it.</param>
    public void Create(string containerId, Digest imageId, Action<Fd>? prepare = null)
    {
        CheckId(containerId);
        _store.WithImage(imageId, image =>
        {
            if (_snapshots.ContainsKey(containerId))
            {
                throw ImageException.Conflict($"container {containerId} has a writable layer already");
            }

            try
            {
                MakeDirectories(containerId, image, prepare);
                Failpoint.Hit("snapshot.made");
                Record(new SnapshotRow(containerId, imageId, image.Layers.Count == 0 ? null : image.Layers[^1]));
            }
            catch (Exception e)
            {
                _trash.Discard(Root(containerId));
                if (e is not IOException)
                {
                    throw;
                }

                throw e is LinuxException failed
                    ? ImageException.From(failed, "failed to create the writable layer")
                    : new ImageException(ImageErrorKind.System, $"failed to create the writable layer: {e.Message}", e);
            }
        });
    }

    /// <summary>The path where a container's root is mounted in its own mount namespace; an empty directory for everybody else.</summary>
    public string RootfsPath(string containerId) => Path.Combine(Root(containerId), "rootfs");

    /// <summary>
    /// A container's root as a mount that is nowhere yet: it lasts as long as the descriptor, or where that is moved to. Only one at a time.
    /// </summary>
    /// <param name="containerId">The container.</param>
    /// <param name="expendable">
    /// It goes with its container (<c>--rm</c>), so nothing of it has to reach the disk. Without this, taking the last mount away
    /// writes back the whole file system of the data root first, which a busy disk makes a matter of seconds.
    /// </param>
    /// <param name="userNamespace">Whose maps the owners of all files get; null: none.</param>
    /// <exception cref="ImageException">NotFound, System.</exception>
    public Fd OpenRoot(string containerId, bool expendable = false, Fd? userNamespace = null)
    {
        SnapshotRow row = Get(containerId);
        string place = RootfsPath(containerId);
        string root = Root(containerId);
        string[] lower = [.. LowerPaths(row)];
        try
        {
            string work = Path.Combine(root, "work");
            OverlayMount.ClearVolatile(work);
            string upper = Path.Combine(root, "upper");
            return userNamespace is null
                ? OverlayMount.Open(lower, upper, work, place, expendable)
                : OverlayMount.OpenMapped(lower, upper, work, place, expendable, userNamespace);
        }
        catch (LinuxException e)
        {
            throw ImageException.From(
                e, userNamespace is null ? "failed to mount the container's root" : "failed to mount the container's root with mapped owners (userns-remap needs Linux 5.19)");
        }
    }

    /// <summary>Mounts the files of an image, without a container and read-only.</summary>
    /// <param name="imageId">The image; the caller sees to it that it stays.</param>
    /// <param name="empty">An empty directory, which stays as long as the mount.</param>
    /// <param name="target">Where.</param>
    /// <exception cref="ImageException">NotFound, System.</exception>
    public void MountImage(Digest imageId, string empty, string target) => _store.WithImage(imageId, image =>
    {
        string[] layers = image.Layers.Count == 0 ? [] : [.. _layers.Chain(image.Layers[^1]).Select(layer => _store.Paths.Layer(layer.Directory))];
        try
        {
            OverlayMount.MountReadOnly([.. layers, empty], target);
        }
        catch (LinuxException e)
        {
            throw ImageException.From(e, "failed to mount the image");
        }
    });

    /// <summary>
    /// Takes away what is mounted on the host where the root would be: a daemon before docs/decisions/0035 put it there, and an old kernel
    /// needs it there for a moment. What is not mounted, or not there at all, is no error.
    /// </summary>
    public void Unmount(string containerId)
    {
        CheckId(containerId);
        while (OverlayMount.Unmount(RootfsPath(containerId)))
        {
            // Mounted twice by a crash between two starts: once more.
        }
    }

    /// <summary>Unmounts and removes it and lets go of the image's layers. One that is not there is no error.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="expendable">After a power cut its container goes again, so the record need not be on the disk at once.</param>
    public void Remove(string containerId, bool expendable = false)
    {
        Unmount(containerId);
        if (_snapshots.TryGetValue(containerId, out SnapshotRow? row))
        {
            // First what the disk may refuse: then all is as it was, and can be tried again.
            _layers.Release(
                row.TopLayer is { } top ? [top] : [], session => SnapshotTable.Delete(session, containerId), expendable);
            _snapshots.TryRemove(containerId, out _);
            Failpoint.Hit("snapshot.removed");
        }

        _trash.Discard(Root(containerId));
    }

    /// <summary>
    /// Where a container's layers are, under the names that overlayfs has for them, and its ID; null where it has no writable layer, or
    /// none any more.
    /// </summary>
    public IReadOnlyDictionary<string, string>? TryDescribe(string containerId) => !_snapshots.TryGetValue(containerId, out SnapshotRow? row)
        ? null
        : new Dictionary<string, string>
        {
            ["ID"] = containerId,
            ["LowerDir"] = string.Join(':', LowerPaths(row)),
            ["MergedDir"] = RootfsPath(containerId),
            ["UpperDir"] = UpperPath(containerId),
            ["WorkDir"] = Path.Combine(Root(containerId), "work"),
        };

    /// <summary>Bytes that the container wrote.</summary>
    /// <exception cref="ImageException">NotFound.</exception>
    public long SizeRw(string containerId) =>
        TrySizeRw(containerId) ?? throw new ImageException(ImageErrorKind.NotFound, $"container {containerId} has no writable layer");

    /// <summary>The same; null where the container has no writable layer, or none any more.</summary>
    public long? TrySizeRw(string containerId)
    {
        if (!_snapshots.ContainsKey(containerId))
        {
            return null;
        }

        try
        {
            using Fd upper = Fd.Open(UpperPath(containerId), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            return FileTree.Size(upper);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>Bytes of the image below and of what the container wrote.</summary>
    public long SizeRootFs(string containerId)
    {
        long below = Get(containerId).TopLayer is { } top ? _layers.Chain(top).Sum(static layer => layer.Size) : 0;
        return below + SizeRw(containerId);
    }

    /// <summary>After a start: removes the snapshots that belong to none of these containers.</summary>
    public void RemoveOrphans(IReadOnlySet<string> containerIds)
    {
        foreach (string id in _snapshots.Keys.Where(id => !containerIds.Contains(id)).ToArray())
        {
            Remove(id);
        }
    }

    /// <summary>Reads the table; directories without a row are what a crash left.</summary>
    /// <returns>How many of those there were.</returns>
    internal int Load()
    {
        foreach (SnapshotRow row in _table.All())
        {
            _snapshots[row.ContainerId] = row;
            if (row.TopLayer is { } top)
            {
                _layers.AddReference(top);
            }
        }

        int unowned = 0;
        foreach (string path in Directory.EnumerateFileSystemEntries(_store.Paths.Snapshots))
        {
            string id = Path.GetFileName(path);
            if (_snapshots.ContainsKey(id))
            {
                continue;
            }

            unowned++;
            if (Directory.Exists(Path.Combine(path, "rootfs")))
            {
                Unmount(id);
            }

            _trash.Discard(path);
        }

        return unowned;
    }

    private void MakeDirectories(string containerId, ImageRecord image, Action<Fd>? prepare)
    {
        string root = Root(containerId);
        Directory.CreateDirectory(root);
        using Fd directory = Fd.Open(root, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        directory.SetMode(0x1c8);
        prepare?.Invoke(directory);
        directory.MakeDirectory("work", 0x1c0);
        directory.MakeDirectory("rootfs", 0x1c0);
        MakeInitLayer(directory, image);

        // overlayfs shows the upper directory's own mode and owner as those of the container's root.
        RootAttributes attributes = RootAttributesOf(image);
        directory.MakeDirectory("upper", attributes.Mode);
        directory.SetOwner("upper", attributes.Owner, attributes.Group);
        directory.SetMode("upper", attributes.Mode);
    }

    private RootAttributes RootAttributesOf(ImageRecord image)
    {
        RootAttributes? said = image.Layers.Count == 0
            ? null
            : _layers.Chain(image.Layers[^1]).Select(static layer => layer.Root).FirstOrDefault(static root => root is not null);
        return said ?? new RootAttributes(0x1ed, 0, 0);
    }

    private void Record(SnapshotRow row)
    {
        _table.Insert(row);
        _snapshots[row.ContainerId] = row;
        if (row.TopLayer is { } top)
        {
            _layers.AddReference(top);
        }
    }

    private SnapshotRow Get(string containerId) => _snapshots.TryGetValue(containerId, out SnapshotRow? row)
        ? row
        : throw new ImageException(ImageErrorKind.NotFound, $"container {containerId} has no writable layer");

    private string Root(string containerId) => Path.Combine(_store.Paths.Snapshots, containerId);

    // It becomes a path.
    private static void CheckId(string containerId)
    {
        if (containerId.Length is 0 or > 128 || containerId[0] == '.'
            || containerId.AsSpan().ContainsAnyExcept(s_idCharacters))
        {
            throw ImageException.Invalid($"invalid container ID: {containerId}");
        }
    }
}
