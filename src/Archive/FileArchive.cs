using Berth.Linux;

namespace Berth.Archive;

/// <summary>
/// Writes one file or directory tree as a tar archive, in docker's form of <c>cp</c>: the top under a name of the caller's choice, each
/// directory before what is in it and names sorted, times in whole seconds, further links of a file as hard links to its first name, no
/// sockets, of extended attributes the capabilities only. The walk goes by descriptors and never through a symbolic link; a file is opened
/// for reading only once it is known to be a regular one, so no device or FIFO is ever opened.
/// </summary>
/// <remarks>
/// The tree may change meanwhile: what is gone when its turn comes is left out, a file that shrinks is filled with zeros to the size
/// that its header says, what grows is cut there.
/// </remarks>
public sealed class FileArchive
{
    private const string Capability = "security.capability";
    private readonly TarWriter _writer;
    private readonly ArchiveLimits _limits;
    private readonly Func<Fd, bool> _isOpaque;
    private readonly HardLinks _links = new();

    private readonly OwnerMap? _owners;

    private FileArchive(TarWriter writer, ArchiveLimits limits, Func<Fd, bool> isOpaque, OwnerMap? owners)
    {
        _owners = owners;
        _writer = writer;
        _limits = limits;
        _isOpaque = isOpaque;
    }

    /// <param name="top">The file or directory (O_PATH, not followed if it is a symbolic link).</param>
    /// <param name="name">
    /// What the top is called in the archive. Of a directory all other names begin with it; <c>.</c> and <c>/</c> are names too.
    /// </param>
    /// <param name="destination">Gets the archive; stays open.</param>
    /// <param name="isOpaque">Says of a directory (O_PATH) that what is in it is left out; null: of none.</param>
    /// <param name="owners">Who the owners of files are in the archive; null: who they are here.</param>
    /// <param name="limits">How deep it may go.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="LinuxException">Something cannot be read.</exception>
    /// <exception cref="ArchiveException">Deeper than the limits allow, or a name that no archive can say.</exception>
    public static async Task WriteAsync(
        Fd top,
        string name,
        Stream destination,
        Func<Fd, bool>? isOpaque = null,
        OwnerMap? owners = null,
        ArchiveLimits? limits = null,
        CancellationToken cancellation = default)
    {
        var writer = new TarWriter(destination);
        var archive = new FileArchive(writer, limits ?? ArchiveLimits.Default, isOpaque ?? (static _ => false), owners);
        await archive.WriteAsync(top, name, 0, cancellation).ConfigureAwait(false);
        await writer.FinishAsync(cancellation).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(Fd file, string name, int depth, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        FileStatus status = file.Status();
        switch (status.Kind)
        {
            case FileKind.Directory:
                await WriteDirectoryAsync(file, name == "/" ? name : $"{name}/", depth, cancellation).ConfigureAwait(false);
                break;
            case FileKind.Regular:
                await WriteRegularAsync(file, status, name, cancellation).ConfigureAwait(false);
                break;
            case FileKind.Socket:
                break;
            default:
                await WriteSpecialAsync(file, status, name, cancellation).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask WriteDirectoryAsync(Fd directory, string prefix, int depth, CancellationToken cancellation)
    {
        if (depth > _limits.PathDepth)
        {
            throw ArchiveException.TooLarge("the depth of a path", _limits.PathDepth);
        }

        await _writer.WriteEntryAsync(Describe(directory.Status(), TarEntryKind.Directory, prefix), cancellation).ConfigureAwait(false);
        if (_isOpaque(directory))
        {
            return;
        }

        string[] names;
        using (Fd readable = directory.OpenAt(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        {
            names = [.. FileTree.Names(readable)];
        }

        Array.Sort(names, static (a, b) => PathEncoding.Encode(a).AsSpan().SequenceCompareTo(PathEncoding.Encode(b)));
        foreach (string name in names)
        {
            if (TryOpen(directory, name) is { } opened)
            {
                using Fd file = opened;
                await WriteAsync(file, prefix + name, depth + 1, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask WriteRegularAsync(Fd file, FileStatus status, string name, CancellationToken cancellation)
    {
        TarEntry described = Describe(status, TarEntryKind.Regular, name);
        if (_links.FirstNameOf(status, name) is { } first)
        {
            await _writer.WriteEntryAsync(described with { Kind = TarEntryKind.HardLink, LinkName = first }, cancellation).ConfigureAwait(false);
            return;
        }

        // The very file that was looked at, whatever has its name by now.
        using Fd content = Fd.Open(file.ProcPath, OpenFlags.O_RDONLY);
        status = content.Status();
        described = described with { Size = status.Size };
        if (content.TryGetXattr(Capability) is { } capability)
        {
            described = described with { Xattrs = [new(Capability, capability)] };
        }

        await _writer.WriteEntryAsync(described, cancellation).ConfigureAwait(false);
        await _writer.WriteFileAsync(content, cancellation).ConfigureAwait(false);
    }

    private ValueTask WriteSpecialAsync(Fd file, FileStatus status, string name, CancellationToken cancellation)
    {
        TarEntry described = Describe(status, status.Kind.ToEntryKind(), name);
        if (status.Kind == FileKind.SymbolicLink)
        {
            described = described with { LinkName = file.ReadLink("") };
        }

        if (_links.FirstNameOf(status, name) is { } first)
        {
            described = described with { Kind = TarEntryKind.HardLink, LinkName = first };
        }

        return _writer.WriteEntryAsync(described, cancellation);
    }

    private static Fd? TryOpen(Fd directory, string name)
    {
        try
        {
            return directory.OpenAt(name, OpenFlags.O_PATH);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    private TarEntry Describe(FileStatus status, TarEntryKind kind, string name)
    {
        (uint owner, uint group) = _owners?.FromHost(status.Owner, status.Group) ?? (status.Owner, status.Group);
        return new TarEntry
        {
            Name = name,
            Kind = kind,
            Mode = status.Permissions,
            Owner = owner,
            Group = group,
            Modified = status.Modified with { Nanoseconds = 0 },
            Device = kind is TarEntryKind.CharacterDevice or TarEntryKind.BlockDevice ? status.Device : default,
        };
    }
}
