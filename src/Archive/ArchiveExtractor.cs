using Berth.Linux;

namespace Berth.Archive;

/// <summary>
/// Unpacks an archive into a directory that somebody else may be using and changing, as docker does for <c>cp</c>: a container's, or one
/// of the host. For each entry:
/// <list type="number">
/// <item>Its name is cleaned; one that leads outside, and links that do, are refused.</item>
/// <item>Its parent is found name by name (<see cref="PathWalk"/>), made where it is missing.</item>
/// <item>What has its place is taken away, unless both are directories.</item>
/// <item>The file is made by its bare name in the parent's descriptor, exclusively.</item>
/// <item>Owner, mode, attributes and time, in this order: chown(2) clears setuid bits and capabilities.</item>
/// </list>
/// Directories get their times at the end, when nothing more changes in them. No program is run, no path is used twice.
/// </summary>
public sealed class ArchiveExtractor : IDisposable
{
    private const uint DirectoryMode = 0x1ed;
    private const uint AccessBits = 0x1ff;
    private const uint OwnersBits = 0x1c0;
    private const int DirectoryCost = 32;

    /// <summary>Somebody else may make what we have just taken away; not for ever.</summary>
    private const int Attempts = 16;

    private readonly PathWalk _target;
    private readonly TarReader _reader;
    private readonly ExtractOptions _options;
    private readonly List<(EntryPath Path, FileTime Modified, uint Mode)> _directories = [];
    private long _directoryCharacters;
    private PathWalk? _parent;
    private string? _parentPath;

    /// <param name="target">The directory, found in its root; stays the caller's.</param>
    /// <param name="reader">The archive.</param>
    /// <param name="options">How.</param>
    public ArchiveExtractor(PathWalk target, TarReader reader, ExtractOptions options)
    {
        _target = target;
        _reader = reader;
        _options = options;
    }

    /// <exception cref="ArchiveException">The archive is damaged, over a limit, or leads outside.</exception>
    /// <exception cref="LinuxException">The file system refused; the path is the entry's.</exception>
    public async Task ExtractAsync(CancellationToken cancellation)
    {
        while (await _reader.NextAsync(cancellation).ConfigureAwait(false) is { } entry)
        {
            entry = Renamed(entry);
            string clean = EntryName.Clean(entry.Name);
            if (EntryName.Climbs(clean))
            {
                throw new ArchiveException($"\"{clean}\" is outside of \"{_options.Target}\"");
            }

            var path = EntryPath.Parse(clean, _options.Limits.PathDepth);
            if (path.IsRoot)
            {
                continue;
            }

            CheckLink(path, entry);
            await ExtractAsync(path, entry, cancellation).ConfigureAwait(false);
        }

        FinishDirectories();
    }

    public void Dispose() => _parent?.Dispose();

    private TarEntry Renamed(TarEntry entry) => _options.Rename is null ? entry : entry with
    {
        Name = EntryName.Rebased(entry.Name, _options.Rename),
        LinkName = entry.Kind == TarEntryKind.HardLink ? EntryName.Rebased(entry.LinkName, _options.Rename) : entry.LinkName,
    };

    private void CheckLink(EntryPath path, TarEntry entry)
    {
        if (entry.Kind == TarEntryKind.SymbolicLink && !EntryName.StaysInside(path, entry.LinkName))
        {
            throw new ArchiveException($"invalid symlink \"{Shown(path)}\" -> \"{entry.LinkName}\"");
        }

        if (entry.Kind == TarEntryKind.HardLink && EntryName.Climbs(EntryName.Clean(entry.LinkName)))
        {
            throw new ArchiveException($"invalid hardlink \"{Shown(path)}\" -> \"{entry.LinkName}\"");
        }
    }

    private async ValueTask ExtractAsync(EntryPath path, TarEntry entry, CancellationToken cancellation)
    {
        try
        {
            Fd parent = OpenParent(path.Parent);
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                if (MakeRoom(parent, path, entry) || await TryMakeAsync(parent, path, entry, cancellation).ConfigureAwait(false))
                {
                    return;
                }
            }

            throw new LinuxException("open", path.Name, Errno.EEXIST);
        }
        catch (LinuxException e) when (e.Errno == Errno.EXDEV && _options.Strict)
        {
            throw new ArchiveException($"\"{entry.Name}\" is outside of \"{_options.Target}\"", e);
        }
        catch (LinuxException e)
        {
            throw new LinuxException(e.Operation, Shown(path), e.Errno);
        }
    }

    /// <summary>True where a directory is there already and is to be one: then it has its attributes.</summary>
    private bool MakeRoom(Fd parent, EntryPath path, TarEntry entry)
    {
        if (parent.TryStatus(path.Name) is not { } old)
        {
            return false;
        }

        bool wasDirectory = old.Kind == FileKind.Directory, isDirectory = entry.Kind == TarEntryKind.Directory;
        if (wasDirectory && isDirectory)
        {
            SetDirectoryAttributes(parent, path, entry);
            return true;
        }

        if (_options.KeepKinds && wasDirectory != isDirectory)
        {
            throw new ArchiveException(wasDirectory
                ? $"cannot overwrite directory \"{Shown(path)}\" with non-directory \"{_options.Target}\""
                : $"cannot overwrite non-directory \"{Shown(path)}\" with directory \"{_options.Target}\"");
        }

        MountGuard.RefuseMounts(parent, path.Name, old);
        if (wasDirectory)
        {
            _parentPath = null;
        }

        FileTree.Remove(parent, path.Name);
        return false;
    }

    // False where something has the name again.
    private async ValueTask<bool> TryMakeAsync(Fd parent, EntryPath path, TarEntry entry, CancellationToken cancellation)
    {
        string name = path.Name;
        switch (entry.Kind)
        {
            case TarEntryKind.Regular:
                return await TryMakeFileAsync(parent, name, entry, cancellation).ConfigureAwait(false);
            case TarEntryKind.HardLink:
                return TryMakeHardLink(parent, name, entry.LinkName);
            case TarEntryKind.Directory:
                if (!parent.TryMakeDirectory(name, (entry.Mode & AccessBits) | OwnersBits))
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

                SetOwner(parent, name, entry);
                break;
            default:
                if (!parent.TryMakeNode(name, NodeKind(entry.Kind), entry.Mode & AccessBits, entry.Device))
                {
                    return false;
                }

                SetNodeAttributes(parent, name, entry);
                break;
        }

        parent.SetModified(name, entry.Modified);
        return true;
    }

    private async ValueTask<bool> TryMakeFileAsync(Fd parent, string name, TarEntry entry, CancellationToken cancellation)
    {
        using Fd? file = parent.TryCreate(name, entry.Mode & AccessBits);
        if (file is null)
        {
            return false;
        }

        await SparseCopy.WriteAsync(_reader, file, entry.Size, cancellation).ConfigureAwait(false);
        if (_options.SetOwner)
        {
            (uint owner, uint group) = OwnerOf(entry);
            file.SetOwner(owner, group);
        }

        file.SetMode(entry.Mode);
        EntryAttributes.Set(entry, file.SetXattr);
        file.SetModified(entry.Modified);
        return true;
    }

    // The target is another entry, or a file that is there: its name is cleaned and its parent found as an entry's are.
    private bool TryMakeHardLink(Fd parent, string name, string target)
    {
        var path = EntryPath.Parse(EntryName.Clean(target), _options.Limits.PathDepth);
        using PathWalk found = _target.On(path.Parent, followLast: true, _options.Strict);
        if (path.IsRoot || !found.Exists || found.File is not null)
        {
            throw new LinuxException($"link {Shown(path)}", name, Errno.ENOENT);
        }

        try
        {
            return parent.TryMakeHardLink(name, found.Directory, path.Name);
        }
        catch (LinuxException e)
        {
            throw new LinuxException($"link {Shown(path)}", name, e.Errno);
        }
    }

    private void SetDirectoryAttributes(Fd parent, EntryPath path, TarEntry entry)
    {
        using (Fd directory = parent.OpenAt(path.Name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        {
            if (_options.SetOwner)
            {
                (uint owner, uint group) = OwnerOf(entry);
                directory.SetOwner(owner, group);
            }

            // One that its owner may not write to gets its mode at the end: an ordinary user could make nothing in it.
            directory.SetMode(entry.Mode | OwnersBits);
            EntryAttributes.Set(entry, directory.SetXattr);
        }

        _directoryCharacters += DirectoryCost + path.Name.Length + path.Parent.Length;
        if (_directoryCharacters > _options.Limits.DirectoryCharacters)
        {
            throw ArchiveException.TooLarge("the length of all names of directories", _options.Limits.DirectoryCharacters);
        }

        _directories.Add((path, entry.Modified, entry.Mode));
    }

    private void SetOwner(Fd parent, string name, TarEntry entry)
    {
        if (_options.SetOwner)
        {
            (uint owner, uint group) = OwnerOf(entry);
            parent.SetOwner(name, owner, group);
        }
    }

    private (uint Owner, uint Group) OwnerOf(TarEntry entry)
    {
        (uint owner, uint group) = _options.Owner ?? (entry.Owner, entry.Group);
        return _options.Owners?.ToHost(owner, group) ?? (owner, group);
    }

    // By the path of its descriptor: a bare chmod would follow a link that somebody has put in its place.
    private void SetNodeAttributes(Fd parent, string name, TarEntry entry)
    {
        SetOwner(parent, name, entry);
        using Fd node = parent.OpenAt(name, OpenFlags.O_PATH);
        if (node.Status().Kind == NodeKind(entry.Kind))
        {
            node.SetModeByProc(entry.Mode);
        }
    }

    // The last first: a directory that cannot be passed through any more has its own directories done.
    private void FinishDirectories()
    {
        for (int i = _directories.Count - 1; i >= 0; i--)
        {
            var (path, modified, mode) = _directories[i];
            try
            {
                using Fd directory = OpenParent(path.Parent).OpenAt(path.Name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
                if ((mode & OwnersBits) != OwnersBits)
                {
                    directory.SetMode(mode);
                }

                directory.SetModified(modified);
            }
            catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
            {
                // Something else has its place by now.
            }
        }
    }

    private Fd OpenParent(string path)
    {
        if (_parentPath == path)
        {
            return _parent!.Directory;
        }

        _parent?.Dispose();
        _parent = null;
        _parentPath = null;
        PathWalk found = _target.On(path, followLast: true, _options.Strict);
        if (found is { Exists: true, File: null })
        {
            _parent = found;
            _parentPath = path;
            return found.Directory;
        }

        using (found)
        {
            if (found.File is not null)
            {
                throw new LinuxException("open", path, Errno.ENOTDIR);
            }
        }

        MakeParents(path);
        return OpenParent(path);
    }

    // Directories that the archive implies without an entry of their own: 0755.
    private void MakeParents(string path)
    {
        string walked = "";
        foreach (string part in path.Split('/'))
        {
            using PathWalk above = _target.On(walked, followLast: true, _options.Strict);
            walked = walked.Length == 0 ? part : $"{walked}/{part}";
            using PathWalk found = _target.On(walked, followLast: true, _options.Strict);
            if (found.Exists)
            {
                continue;
            }

            if (above.Directory.TryMakeDirectory(part, DirectoryMode) && _options.SetOwner && (_options.Owner is not null || _options.Owners is not null))
            {
                (uint owner, uint group) = _options.Owner ?? (0, 0);
                (owner, group) = _options.Owners?.ToHost(owner, group) ?? (owner, group);
                above.Directory.SetOwner(part, owner, group);
            }
            else if (above.Directory.TryStatus(part)?.Kind == FileKind.SymbolicLink)
            {
                throw new LinuxException("open", path, Errno.ENOENT);
            }
        }
    }

    private string Shown(EntryPath path) => $"{_options.Target.TrimEnd('/')}{path}";

    private static FileKind NodeKind(TarEntryKind kind) => kind switch
    {
        TarEntryKind.CharacterDevice => FileKind.CharacterDevice,
        TarEntryKind.BlockDevice => FileKind.BlockDevice,
        _ => FileKind.Fifo,
    };
}
