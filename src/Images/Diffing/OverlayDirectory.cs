using Berth.Images.Layers;
using Berth.Linux;

namespace Berth.Images.Diffing;

/// <summary>
/// A directory as overlayfs shows it, read from the layers themselves and without a mount (kernel, filesystems/overlayfs.rst): of each
/// name the uppermost layer counts, directories of several layers are one, a whiteout hides what is below, an opaque directory hides
/// all that is below it. Our mounts have neither redirects nor metadata-only copies.
/// </summary>
/// <remarks>
/// Everything is opened by a bare name in the descriptor of its directory, never through a symbolic link, so a container that changes
/// its files meanwhile leads nowhere. What disappears meanwhile is left out.
/// </remarks>
internal sealed class OverlayDirectory : IDisposable
{
    private readonly List<Fd> _layers;

    private OverlayDirectory(List<Fd> layers) => _layers = layers;

    /// <summary>Descriptors that it holds.</summary>
    public int LayerCount => _layers.Count;

    /// <summary>Opens the roots of layers, uppermost first; at least one.</summary>
    /// <exception cref="LinuxException">One cannot be opened.</exception>
    public static OverlayDirectory Open(IReadOnlyList<string> roots)
    {
        var layers = new List<Fd>(roots.Count);
        var directory = new OverlayDirectory(layers);
        try
        {
            foreach (string root in roots)
            {
                layers.Add(Fd.Open(root, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY));
                if (IsOpaque(layers[^1]))
                {
                    break;
                }
            }

            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Of the directory itself: the uppermost layer's.</summary>
    public FileStatus Status() => _layers[0].Status();

    /// <summary>True where nothing of what is below the uppermost layer counts, because that layer says so.</summary>
    public bool IsOpaque() => IsOpaque(_layers[0]);

    /// <summary>The attributes of the directory itself that may go into an archive.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Xattrs() => FileAttributes.Of(_layers[0]);

    /// <summary>Every name with the uppermost layer's word on it, whiteouts too, sorted by their bytes.</summary>
    public List<OverlayEntry> Entries()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<OverlayEntry>();
        for (int i = 0; i < _layers.Count; i++)
        {
            foreach (string name in Names(_layers[i]))
            {
                if (seen.Add(name) && _layers[i].TryStatus(name) is { } status)
                {
                    entries.Add(new OverlayEntry(name, i, status));
                }
            }
        }

        entries.Sort(static (a, b) => PathOrder.Compare(a.Name, b.Name));
        return entries;
    }

    /// <summary>What a name is; null where it is not there, or hidden.</summary>
    public OverlayEntry? Find(string name)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            if (_layers[i].TryStatus(name) is { } status)
            {
                return status.IsWhiteout ? null : new OverlayEntry(name, i, status);
            }
        }

        return null;
    }

    /// <summary>The directory that an entry is; null where it is one no longer.</summary>
    public OverlayDirectory? TryOpenDirectory(OverlayEntry entry)
    {
        var layers = new List<Fd>();
        for (int i = entry.Layer; i < _layers.Count; i++)
        {
            FileKind? kind = i == entry.Layer ? FileKind.Directory : _layers[i].TryStatus(entry.Name)?.Kind;
            if (kind is null)
            {
                continue;
            }

            // Whatever is no directory, a whiteout first of all, hides what is below.
            if (kind != FileKind.Directory || TryOpen(i, entry.Name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY) is not { } opened)
            {
                break;
            }

            layers.Add(opened);
            if (IsOpaque(opened))
            {
                break;
            }
        }

        return layers.Count == 0 ? null : new OverlayDirectory(layers);
    }

    /// <summary>The file that an entry is, open for reading; null where it is a regular file no longer.</summary>
    public Fd? TryOpenFile(OverlayEntry entry)
    {
        // A FIFO that took its place must not be waited for.
        Fd? file = TryOpen(entry.Layer, entry.Name, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY);
        if (file is not null && file.Status().Kind != FileKind.Regular)
        {
            file.Dispose();
            return null;
        }

        return file;
    }

    /// <summary>Where an entry points that is a symbolic link; null where it is one no longer.</summary>
    public string? TryReadLink(OverlayEntry entry)
    {
        try
        {
            return _layers[entry.Layer].ReadLink(entry.Name);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.EINVAL)
        {
            return null;
        }
    }

    public void Dispose() => _layers.ForEach(static layer => layer.Dispose());

    private static bool IsOpaque(Fd directory) => directory.TryGetXattr(Whiteout.OpaqueXattr) is [(byte)'y'];

    // Listing moves the descriptor's position: a second listing starts anew.
    private static List<string> Names(Fd directory)
    {
        using Fd listing = directory.OpenAt(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        return FileTree.Names(listing);
    }

    private Fd? TryOpen(int layer, string name, int flags)
    {
        try
        {
            return _layers[layer].OpenAt(name, flags);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }
    }
}
