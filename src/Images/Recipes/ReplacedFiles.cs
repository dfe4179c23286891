using System.Globalization;
using Berth.Linux;

namespace Berth.Images.Recipes;

/// <summary>
/// What an archive has twice: a later entry took the place of a file, or of a directory with files, of the same archive. The layer does
/// not have them, yet the archive's bytes do, so they are moved aside while the layer is unpacked and go into its recipe.
/// <code>
/// LABEL     a file, named by its inode's number
/// dNUMBER   a directory, until <see cref="Settle"/> has taken it apart
/// </code>
/// </summary>
/// <param name="path">The folder to move them to, made when the first comes; on the layer's file system.</param>
internal sealed class ReplacedFiles(string path) : IDisposable
{
    private const int CopySize = 128 << 10;

    private readonly Stack<string> _trees = new();
    private Fd? _folder;
    private long _next;

    /// <summary>Bytes that the layer has less for it, in <see cref="Layers.LayerContents.Size"/>'s sense; complete after <see cref="Settle"/>.</summary>
    public long FreedBytes { get; private set; }

    /// <summary>Takes a name out of the layer.</summary>
    public void Take(Fd parent, string name, FileStatus status)
    {
        if (status.Kind == FileKind.Directory)
        {
            string tree = string.Create(CultureInfo.InvariantCulture, $"d{_next++}");
            parent.RenameNew(name, Folder(), tree);
            _trees.Push(tree);
        }
        else if (status.Kind == FileKind.Regular && status.Size > 0)
        {
            TakeFile(parent, name, status.Inode);
        }
        else
        {
            FreedBytes += status.Kind == FileKind.SymbolicLink ? status.Size : 0;
            parent.Unlink(name);
        }
    }

    /// <summary>Takes apart the directories, however deep they are: each is moved up to the top first.</summary>
    public void Settle()
    {
        while (_trees.TryPop(out string? tree))
        {
            using (Fd directory = Folder().OpenAt(tree, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
            {
                foreach (string name in FileTree.Names(directory))
                {
                    if (directory.TryStatus(name) is { } status)
                    {
                        Take(directory, name, status);
                    }
                }
            }

            Folder().RemoveDirectory(tree);
        }

        foreach (ulong label in Labels())
        {
            // With another name it is still in the layer: a hard link.
            FileStatus status = Folder().TryStatus(Name(label)) ?? default;
            FreedBytes += status.Links == 1 ? status.Size : 0;
        }
    }

    /// <summary>The files that were moved aside.</summary>
    public IEnumerable<ulong> Labels()
    {
        if (_folder is null)
        {
            return [];
        }

        using Fd listing = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        return [.. FileTree.Names(listing).Select(static name => ulong.Parse(name, CultureInfo.InvariantCulture))];
    }

    public void CopyTo(ulong label, Stream destination)
    {
        using Fd file = Folder().OpenAt(Name(label), OpenFlags.O_RDONLY);
        byte[] buffer = new byte[CopySize];
        int got;
        while ((got = file.Read(buffer)) > 0)
        {
            destination.Write(buffer, 0, got);
        }
    }

    /// <summary>Removes the files: one that has another name in the layer has only that from now on.</summary>
    public void Discard()
    {
        foreach (ulong label in Labels())
        {
            Folder().Unlink(Name(label));
        }
    }

    public void Dispose() => _folder?.Dispose();

    private void TakeFile(Fd parent, string name, ulong label)
    {
        try
        {
            parent.RenameNew(name, Folder(), Name(label));
        }
        catch (LinuxException e) when (e.Errno == Errno.EEXIST)
        {
            // Another name of the same file was replaced before.
            parent.Unlink(name);
        }
    }

    private Fd Folder()
    {
        if (_folder is null)
        {
            Directory.CreateDirectory(path);
            _folder = Fd.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        }

        return _folder;
    }

    private static string Name(ulong label) => label.ToString(CultureInfo.InvariantCulture);
}
