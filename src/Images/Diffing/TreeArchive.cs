using Berth.Archive;
using Berth.Images.Layers;
using Berth.Linux;

namespace Berth.Images.Diffing;

/// <summary>
/// Writes the files of a directory as a tar archive, each directory before what is in it and names sorted, as docker's export and its
/// layers have them: names relative to the root, which has no entry of its own; times in whole seconds; further links of a file as
/// hard links to its first name; no sockets.
/// </summary>
/// <remarks>
/// The tree may change meanwhile: what is gone when its turn comes is left out, a file that shrinks is filled with zeros to the size
/// that its header says, what grows is cut there.
/// </remarks>
internal sealed class TreeArchive
{
    // A level holds a descriptor for each layer that has the directory.
    private const int MaxDescriptors = 8192;

    private readonly TarWriter _writer;
    private readonly ArchiveLimits _limits;
    private readonly bool _asLayer;
    private readonly HardLinks _links = new();
    private int _descriptors;

    private TreeArchive(TarWriter writer, ArchiveLimits limits, bool asLayer)
    {
        _writer = writer;
        _limits = limits;
        _asLayer = asLayer;
    }

    /// <summary>All that can be seen in a directory.</summary>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    /// <exception cref="ArchiveException">Deeper than the limits allow.</exception>
    public static Task WriteAsync(OverlayDirectory root, Stream destination, ArchiveLimits limits, CancellationToken cancellation = default) =>
        WriteAsync(root, destination, limits, asLayer: false, cancellation);

    /// <summary>
    /// One overlayfs layer, with a <c>.wh.NAME</c> for each whiteout and a <c>.wh..wh..opq</c> in each opaque directory
    /// (<see cref="Whiteout"/>).
    /// </summary>
    /// <exception cref="ArchiveException">A file's own name begins with <c>.wh.</c>: in an archive it would hide another.</exception>
    public static Task WriteLayerAsync(
        OverlayDirectory root, Stream destination, ArchiveLimits limits, CancellationToken cancellation = default) =>
        WriteAsync(root, destination, limits, asLayer: true, cancellation);

    private static async Task WriteAsync(
        OverlayDirectory root, Stream destination, ArchiveLimits limits, bool asLayer, CancellationToken cancellation)
    {
        var writer = new TarWriter(destination);
        await new TreeArchive(writer, limits, asLayer).WriteDirectoryAsync(root, "", 0, cancellation).ConfigureAwait(false);
        await writer.FinishAsync(cancellation).ConfigureAwait(false);
    }

    private async ValueTask WriteDirectoryAsync(OverlayDirectory directory, string prefix, int depth, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (depth > _limits.PathDepth)
        {
            throw ArchiveException.TooLarge("the depth of a path", _limits.PathDepth);
        }

        foreach (OverlayEntry entry in directory.Entries())
        {
            string name = prefix + entry.Name;
            if (entry.Status.IsWhiteout)
            {
                await WriteWhiteoutAsync(prefix, entry, cancellation).ConfigureAwait(false);
                continue;
            }

            if (_asLayer && Whiteout.Of(entry.Name).Kind != WhiteoutKind.None)
            {
                throw new ArchiveException($"the name of \"/{name}\" means a deletion in a layer");
            }

            switch (entry.Kind)
            {
                case FileKind.Directory:
                    await WriteTreeAsync(directory, entry, name, depth, cancellation).ConfigureAwait(false);
                    break;
                case FileKind.Regular:
                    await WriteFileAsync(directory, entry, name, cancellation).ConfigureAwait(false);
                    break;
                case FileKind.Socket:
                    break;
                default:
                    await WriteSpecialAsync(directory, entry, name, cancellation).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async ValueTask WriteTreeAsync(OverlayDirectory parent, OverlayEntry entry, string name, int depth, CancellationToken cancellation)
    {
        using OverlayDirectory? directory = parent.TryOpenDirectory(entry);
        if (directory is null)
        {
            return;
        }

        _descriptors += directory.LayerCount;
        if (_descriptors > MaxDescriptors)
        {
            throw ArchiveException.TooLarge("the number of open directories", MaxDescriptors);
        }

        FileStatus status = directory.Status();
        await _writer.WriteEntryAsync(Describe(status, TarEntryKind.Directory, $"{name}/") with { Xattrs = directory.Xattrs() }, cancellation)
            .ConfigureAwait(false);
        if (_asLayer && directory.IsOpaque())
        {
            TarEntry opaque = Describe(status, TarEntryKind.Regular, $"{name}/{Whiteout.OpaqueName}");
            await _writer.WriteEntryAsync(opaque with { Mode = status.Permissions & 0x1ff, Modified = default }, cancellation).ConfigureAwait(false);
        }

        await WriteDirectoryAsync(directory, $"{name}/", depth + 1, cancellation).ConfigureAwait(false);
        _descriptors -= directory.LayerCount;
    }

    private async ValueTask WriteWhiteoutAsync(string prefix, OverlayEntry entry, CancellationToken cancellation)
    {
        if (_asLayer)
        {
            TarEntry whiteout = Describe(entry.Status, TarEntryKind.Regular, $"{prefix}{Whiteout.Prefix}{entry.Name}");
            await _writer.WriteEntryAsync(whiteout with { Mode = 0x180 }, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask WriteFileAsync(OverlayDirectory directory, OverlayEntry entry, string name, CancellationToken cancellation)
    {
        using Fd? file = directory.TryOpenFile(entry);
        if (file is null)
        {
            return;
        }

        FileStatus status = file.Status();
        TarEntry described = Describe(status, TarEntryKind.Regular, name) with { Xattrs = FileAttributes.Of(file) };
        if (_links.FirstNameOf(status, name) is { } first)
        {
            await _writer.WriteEntryAsync(described with { Kind = TarEntryKind.HardLink, LinkName = first }, cancellation).ConfigureAwait(false);
            return;
        }

        await _writer.WriteEntryAsync(described with { Size = status.Size }, cancellation).ConfigureAwait(false);
        await _writer.WriteFileAsync(file, cancellation).ConfigureAwait(false);
    }

    private async ValueTask WriteSpecialAsync(OverlayDirectory directory, OverlayEntry entry, string name, CancellationToken cancellation)
    {
        TarEntry described = Describe(entry.Status, entry.Kind.ToEntryKind(), name);
        if (entry.Kind == FileKind.SymbolicLink)
        {
            if (directory.TryReadLink(entry) is not { } target)
            {
                return;
            }

            described = described with { LinkName = target };
        }

        if (_links.FirstNameOf(entry.Status, name) is { } first)
        {
            described = described with { Kind = TarEntryKind.HardLink, LinkName = first };
        }

        await _writer.WriteEntryAsync(described, cancellation).ConfigureAwait(false);
    }

    private static TarEntry Describe(FileStatus status, TarEntryKind kind, string name) => new()
    {
        Name = name,
        Kind = kind,
        Mode = status.Permissions,
        Owner = status.Owner,
        Group = status.Group,
        Modified = status.Modified with { Nanoseconds = 0 },
        Device = kind is TarEntryKind.CharacterDevice or TarEntryKind.BlockDevice ? status.Device : default,
    };
}
