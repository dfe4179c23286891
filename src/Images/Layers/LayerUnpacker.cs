using Berth.Archive;
using Berth.Images.Recipes;
using Berth.Linux;

namespace Berth.Images.Layers;

/// <summary>
/// Unpacks one layer archive into a directory that nobody else can write to, in the form that overlayfs mounts. For each entry:
/// <list type="number">
/// <item>Its name is cleaned (<see cref="EntryPath"/>) and its parent opened by openat2(2) below the root: a symbolic link that the
/// archive made leads nowhere else.</item>
/// <item>A whiteout becomes overlayfs' own sign.</item>
/// <item>The file is made by its bare name in the parent's descriptor, exclusively.</item>
/// <item>Where that does not go, because something has the name, that is moved aside first, unless both are directories.</item>
/// <item>Owner, mode, attributes and time, in this order: chown(2) clears setuid bits and capabilities. Most files are right as they
/// are made; looking is one call, setting would be two.</item>
/// </list>
/// The recipe is told where the content of each file is. The times of directories are set at the end, when nothing more changes in them.
/// </summary>
internal sealed class LayerUnpacker : IDisposable
{
    private const uint DirectoryMode = 0x1ed;
    private const uint AccessBits = 0x1ff;

    // Of what is remembered of a directory, besides its name, in characters.
    private const int DirectoryCost = 32;

    // No path has it.
    private const string Unknown = "\0";

    private readonly ConfinedRoot _root;
    private readonly TarReader _reader;
    private readonly ArchiveLimits _limits;
    private readonly RecipeWriter? _recipe;
    private readonly ReplacedFiles _replaced;
    private readonly List<(EntryPath Path, FileTime Modified)> _directoryTimes = [];
    private long _directoryCharacters;
    private FileTime? _rootModified;
    private Fd? _parent;
    private string _parentPath = "";
    private bool _parentByLinks;
    private bool _anyReplaced;
    private long _size;
    private RootAttributes? _rootAttributes;

    /// <param name="root">Owned by this from now on.</param>
    /// <param name="reader">The archive.</param>
    /// <param name="limits">What it may ask for.</param>
    /// <param name="recipe">
    /// Told of contents; of all other bytes the reader tells it. Null to make the tree only: files have their size, and no content.
    /// </param>
    /// <param name="replaced">Where files go that a later entry replaces.</param>
    public LayerUnpacker(Fd root, TarReader reader, ArchiveLimits limits, RecipeWriter? recipe, ReplacedFiles replaced)
    {
        _root = new ConfinedRoot(root);
        _reader = reader;
        _limits = limits;
        _recipe = recipe;
        _replaced = replaced;
    }

    /// <exception cref="ArchiveException">The archive is damaged or asks for what cannot be.</exception>
    /// <exception cref="LinuxException">The file system refused; the path is the entry's.</exception>
    public async Task<LayerContents> UnpackAsync(CancellationToken cancellation)
    {
        while (await _reader.NextAsync(cancellation).ConfigureAwait(false) is { } entry)
        {
            EntryPath path = EntryPath.Parse(entry.Name, _limits.PathDepth);
            try
            {
                await UnpackEntryAsync(path, entry, cancellation).ConfigureAwait(false);
            }
            catch (LinuxException e)
            {
                throw new LinuxException(e.Operation, path.ToString(), e.Errno);
            }
        }

        SetDirectoryTimes();
        _replaced.Settle();
        return new LayerContents(_size - _replaced.FreedBytes, _rootAttributes);
    }

    public void Dispose()
    {
        _parent?.Dispose();
        _root.Dispose();
    }

    private async ValueTask UnpackEntryAsync(EntryPath path, TarEntry entry, CancellationToken cancellation)
    {
        if (path.IsRoot)
        {
            SetRoot(entry);
            return;
        }

        Fd parent = OpenParent(path.Parent);
        Whiteout whiteout = Whiteout.Of(path.Name);
        switch (whiteout.Kind)
        {
            case WhiteoutKind.Hide:
                Hide(parent, whiteout.Name);
                return;
            case WhiteoutKind.Opaque:
                parent.SetXattrByProc(Whiteout.OpaqueXattr, "y"u8);
                return;
            case WhiteoutKind.Ignored:
                return;
        }

        if (!await TryMakeAsync(parent, path, entry, cancellation).ConfigureAwait(false))
        {
            await ReplaceAsync(parent, path, entry, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask ReplaceAsync(Fd parent, EntryPath path, TarEntry entry, CancellationToken cancellation)
    {
        FileStatus old = parent.TryStatus(path.Name) ?? throw new LinuxException("make", path.Name, Errno.EEXIST);
        if (old.Kind == FileKind.Directory && entry.Kind == TarEntryKind.Directory)
        {
            SetDirectoryAttributes(parent, path, entry);
            return;
        }

        _replaced.Take(parent, path.Name, old);
        _anyReplaced = true;
        if (old.Kind is FileKind.Directory or FileKind.SymbolicLink)
        {
            // The way to the remembered parent may have led through it.
            _parentPath = Unknown;
        }

        if (!await TryMakeAsync(parent, path, entry, cancellation).ConfigureAwait(false))
        {
            throw new LinuxException("make", path.Name, Errno.EEXIST);
        }

        if (old.IsWhiteout && entry.Kind == TarEntryKind.Directory)
        {
            // The layer hid the name and then made it again: nothing from below shines through.
            SetOpaque(parent, path.Name);
        }
    }

    // False where something has the name.
    private async ValueTask<bool> TryMakeAsync(Fd parent, EntryPath path, TarEntry entry, CancellationToken cancellation)
    {
        string name = path.Name;
        switch (entry.Kind)
        {
            case TarEntryKind.Regular:
                return await TryMakeFileAsync(parent, path, entry, cancellation).ConfigureAwait(false);
            case TarEntryKind.HardLink:
                return TryMakeHardLink(parent, name, entry.LinkName);
            case TarEntryKind.Directory:
                if (!parent.TryMakeDirectory(name, entry.Mode & AccessBits))
                {
                    return false;
                }

                SetDirectoryAttributes(parent, path, entry);
                return true;
            case TarEntryKind.SymbolicLink:
                if (!parent.TryMakeSymbolicLink(name, entry.LinkName))
                {
                    return false;
                }

                _size += PathEncoding.Encode(entry.LinkName).Length;
                parent.SetOwner(name, entry.Owner, entry.Group);
                break;
            default:
                if (!parent.TryMakeNode(name, NodeKind(entry.Kind), entry.Mode & AccessBits, entry.Device))
                {
                    return false;
                }

                SetOwnerAndMode(parent, name, entry);
                break;
        }

        SetXattrs(parent, name, entry);
        parent.SetModified(name, entry.Modified);
        return true;
    }

    private async ValueTask<bool> TryMakeFileAsync(Fd parent, EntryPath path, TarEntry entry, CancellationToken cancellation)
    {
        using Fd? file = parent.TryCreate(path.Name, entry.Mode & AccessBits);
        if (file is null)
        {
            return false;
        }

        if (_recipe is null)
        {
            file.SetLength(entry.Size);
        }

        ReadOnlyMemory<byte> piece;
        while (!(piece = await _reader.ReadPieceAsync(cancellation).ConfigureAwait(false)).IsEmpty)
        {
            if (_recipe is not null)
            {
                file.Write(piece.Span);
            }
        }

        FileStatus status = file.Status();
        if (!Owns(status, entry))
        {
            file.SetOwner(entry.Owner, entry.Group);
            file.SetMode(entry.Mode);
        }
        else if (status.Permissions != entry.Mode)
        {
            file.SetMode(entry.Mode);
        }

        foreach (var (xattr, value) in entry.Xattrs)
        {
            SetXattr(xattr, value, file.SetXattr);
        }

        file.SetModified(entry.Modified);
        _size += entry.Size;
        if (entry.Size > 0)
        {
            _recipe?.AddContent(RealPath(parent, path), entry.Size, status.Inode);
        }

        return true;
    }

    // Without the symbolic links that the archive's own path may have: a later entry can make them lead elsewhere.
    private string RealPath(Fd parent, EntryPath path)
    {
        if (!_parentByLinks)
        {
            return path.Parent.Length == 0 ? path.Name : $"{path.Parent}/{path.Name}";
        }

        string root = _root.Directory.ReadPath();
        string directory = parent.ReadPath();
        return directory == root ? path.Name : $"{directory[(root.Length + 1)..]}/{path.Name}";
    }

    // The target is another entry, so its name is cleaned and confined as an entry's is.
    private bool TryMakeHardLink(Fd parent, string name, string target)
    {
        EntryPath path = EntryPath.Parse(target, _limits.PathDepth);
        using Fd? directory = _root.TryOpenFile(path.Parent.Length == 0 ? "." : path.Parent, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        if (path.IsRoot || directory is null)
        {
            throw new LinuxException($"link {path}", name, Errno.ENOENT);
        }

        try
        {
            return parent.TryMakeHardLink(name, directory, path.Name);
        }
        catch (LinuxException e)
        {
            throw new LinuxException($"link {path}", name, e.Errno);
        }
    }

    private static void MakeDirectory(Fd parent, string name, bool opaque)
    {
        parent.MakeDirectory(name, DirectoryMode);
        if (opaque)
        {
            // The layer hid the name and then made it again: nothing from below shines through.
            SetOpaque(parent, name);
        }
    }

    private static void SetOpaque(Fd parent, string name)
    {
        using Fd directory = parent.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        directory.SetXattr(Whiteout.OpaqueXattr, "y"u8);
    }

    // A whiteout speaks of the layers below; what this layer itself has under the name stays, and hides them as well.
    private static void Hide(Fd parent, string name)
    {
        FileStatus? own = parent.TryStatus(name);
        if (own is null)
        {
            parent.MakeNode(name, FileKind.CharacterDevice, 0);
        }
        else if (own.Value.Kind == FileKind.Directory)
        {
            SetOpaque(parent, name);
        }
    }

    private void SetRoot(TarEntry entry)
    {
        if (entry.Kind != TarEntryKind.Directory)
        {
            throw new ArchiveException("the root of a layer must be a directory");
        }

        using Fd root = _root.OpenFile(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        root.SetOwner(entry.Owner, entry.Group);
        root.SetMode(entry.Mode);
        foreach (var (xattr, value) in entry.Xattrs)
        {
            SetXattr(xattr, value, root.SetXattr);
        }

        _rootAttributes = new RootAttributes(entry.Mode, entry.Owner, entry.Group);
        _rootModified = entry.Modified;
    }

    private void SetDirectoryAttributes(Fd parent, EntryPath path, TarEntry entry)
    {
        SetOwnerAndMode(parent, path.Name, entry);
        SetXattrs(parent, path.Name, entry);
        Remember(path, entry.Modified);
    }

    // Of anything but a symbolic link.
    private static void SetOwnerAndMode(Fd parent, string name, TarEntry entry)
    {
        FileStatus status = parent.TryStatus(name) ?? throw new LinuxException("stat", name, Errno.ENOENT);
        if (!Owns(status, entry))
        {
            parent.SetOwner(name, entry.Owner, entry.Group);
            parent.SetMode(name, entry.Mode);
        }
        else if (status.Permissions != entry.Mode)
        {
            parent.SetMode(name, entry.Mode);
        }
    }

    private static bool Owns(in FileStatus status, TarEntry entry) => status.Owner == entry.Owner && status.Group == entry.Group;

    private static void SetXattrs(Fd parent, string name, TarEntry entry)
    {
        if (entry.Xattrs.Count == 0)
        {
            return;
        }

        using Fd file = parent.OpenAt(name, OpenFlags.O_PATH);
        foreach (var (xattr, value) in entry.Xattrs)
        {
            SetXattr(xattr, value, file.SetXattrByProc);
        }
    }

    private delegate void XattrSetter(string name, ReadOnlySpan<byte> value);

    // A file system without this kind of attribute is no reason to refuse an image; docker does the same.
    private static void SetXattr(string name, byte[] value, XattrSetter set)
    {
        if (!ArchiveXattrs.IsAllowed(name))
        {
            return;
        }

        try
        {
            set(name, value);
        }
        catch (LinuxException e) when (e.Errno == Errno.EOPNOTSUPP || (e.Errno == Errno.EPERM && name.StartsWith("user.", StringComparison.Ordinal)))
        {
        }
    }

    // Until the end; directories of the same parent share its text.
    private void Remember(EntryPath path, FileTime modified)
    {
        string parent = _directoryTimes.Count > 0 && _directoryTimes[^1].Path.Parent == path.Parent ? _directoryTimes[^1].Path.Parent : path.Parent;
        _directoryCharacters += DirectoryCost + path.Name.Length + (ReferenceEquals(parent, path.Parent) ? parent.Length : 0);
        if (_directoryCharacters > _limits.DirectoryCharacters)
        {
            throw ArchiveException.TooLarge("the length of all names of directories", _limits.DirectoryCharacters);
        }

        _directoryTimes.Add((new EntryPath(parent, path.Name), modified));
    }

    private void SetDirectoryTimes()
    {
        foreach (var (path, modified) in _directoryTimes)
        {
            try
            {
                Fd parent = OpenParent(path.Parent);
                if (!_anyReplaced || parent.TryStatus(path.Name)?.Kind == FileKind.Directory)
                {
                    parent.SetModified(path.Name, modified);
                }
            }
            catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
            {
                // A later entry took its place.
            }
        }

        if (_rootModified is { } time)
        {
            using Fd root = _root.OpenFile(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            root.SetModified(time);
        }
    }

    private static FileKind NodeKind(TarEntryKind kind) => kind switch
    {
        TarEntryKind.CharacterDevice => FileKind.CharacterDevice,
        TarEntryKind.BlockDevice => FileKind.BlockDevice,
        _ => FileKind.Fifo,
    };

    private Fd OpenParent(string path)
    {
        if (_parent is not null && _parentPath == path)
        {
            return _parent;
        }

        Fd opened = TryOpenParent(path.Length == 0 ? "." : path) ?? MakeParents(path);
        _parent?.Dispose();
        _parent = opened;
        _parentPath = path;
        return opened;
    }

    private Fd? TryOpenParent(string path)
    {
        try
        {
            _parentByLinks = false;
            return _root.OpenNoSymlinks(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT)
        {
            return null;
        }
        catch (LinuxException e) when (e.Errno is Errno.ELOOP or Errno.ENOTDIR)
        {
            _parentByLinks = true;
            return _root.TryOpenFile(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        }
    }

    // Directories that the archive implies without an entry of their own: root's, 0755.
    private Fd MakeParents(string path)
    {
        Fd current = _root.OpenFile(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        string walked = "";
        foreach (string part in path.Split('/'))
        {
            walked = walked.Length == 0 ? part : $"{walked}/{part}";
            using Fd previous = current;
            Fd? next = _root.TryOpenFile(walked, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            if (next is null)
            {
                MakeParent(current, part);
                next = _root.OpenFile(walked, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            }

            current = next;
        }

        return current;
    }

    private static void MakeParent(Fd directory, string name)
    {
        FileStatus? existing = directory.TryStatus(name);
        if (existing is { IsWhiteout: true })
        {
            directory.Unlink(name);
        }
        else if (existing is not null)
        {
            // A file, or a link that leads to nothing.
            throw new LinuxException("open", name, existing.Value.Kind == FileKind.SymbolicLink ? Errno.ENOENT : Errno.ENOTDIR);
        }

        MakeDirectory(directory, name, opaque: existing is not null);
    }
}
