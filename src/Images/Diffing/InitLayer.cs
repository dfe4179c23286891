using Berth.Linux;

namespace Berth.Images.Diffing;

/// <summary>
/// What every container finds in its root whatever the image has: the places where its own files and file systems are mounted, and
/// docker's <c>/.dockerenv</c>, by which programs know that they run in a container. They lie in a layer of their own between the
/// image and what the container writes, so that a diff does not report them and a commit does not carry them into the next image.
/// <code>
/// /.dockerenv  /dev/console  /etc/hostname  /etc/hosts  /etc/resolv.conf    empty files, 0755
/// /dev/pts  /dev/shm  /proc  /sys                                           directories, 0755
/// /etc/mtab                                                                 → /proc/mounts
/// </code>
/// Only what the image lacks is made; a directory of the image that is opened for it keeps its mode, owner and attributes.
/// </summary>
internal static class InitLayer
{
    private const uint Mode = 0x1ed;

    private static readonly (string Directory, string Name, FileKind Kind)[] s_files =
    [
        ("", ".dockerenv", FileKind.Regular),
        ("", "proc", FileKind.Directory),
        ("", "sys", FileKind.Directory),
        ("dev", "console", FileKind.Regular),
        ("dev", "pts", FileKind.Directory),
        ("dev", "shm", FileKind.Directory),
        ("etc", "hostname", FileKind.Regular),
        ("etc", "hosts", FileKind.Regular),
        ("etc", "mtab", FileKind.SymbolicLink),
        ("etc", "resolv.conf", FileKind.Regular),
    ];

    /// <param name="layer">The empty directory of the layer.</param>
    /// <param name="image">The image's root, null where it has no layers.</param>
    public static void Make(Fd layer, OverlayDirectory? image)
    {
        foreach (var group in s_files.GroupBy(static file => file.Directory))
        {
            if (group.Key.Length == 0)
            {
                MakeFiles(layer, image, group.Select(static file => (file.Name, file.Kind)));
                continue;
            }

            OverlayEntry? entry = image?.Find(group.Key);
            if (entry is not null && entry.Value.Kind != FileKind.Directory)
            {
                // A link, or a file: the runtime finds its places, or says why not.
                continue;
            }

            using OverlayDirectory? below = entry is { } found ? image!.TryOpenDirectory(found) : null;
            MakeIn(layer, group.Key, below, [.. group.Select(static file => (file.Name, file.Kind))]);
        }
    }

    private static void MakeIn(Fd layer, string directory, OverlayDirectory? below, List<(string Name, FileKind Kind)> files)
    {
        files.RemoveAll(file => below?.Find(file.Name) is not null);
        if (files.Count == 0 && below is not null)
        {
            return;
        }

        layer.MakeDirectory(directory, Mode);
        using Fd made = layer.OpenAt(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        MakeFiles(made, null, files);
        if (below is not null)
        {
            CopyAttributes(below, made);
        }
    }

    private static void MakeFiles(Fd directory, OverlayDirectory? below, IEnumerable<(string Name, FileKind Kind)> files)
    {
        foreach (var (name, kind) in files)
        {
            if (below?.Find(name) is not null)
            {
                continue;
            }

            switch (kind)
            {
                case FileKind.Directory:
                    directory.MakeDirectory(name, Mode);
                    break;
                case FileKind.SymbolicLink:
                    directory.MakeSymbolicLink(name, "/proc/mounts");
                    break;
                default:
                    using (Fd file = directory.OpenAt(name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, Mode))
                    {
                        file.SetMode(Mode);
                    }

                    break;
            }
        }
    }

    // overlayfs shows the uppermost directory's own.
    private static void CopyAttributes(OverlayDirectory from, Fd to)
    {
        FileStatus status = from.Status();
        to.SetOwner(status.Owner, status.Group);
        to.SetMode(status.Permissions);
        foreach (var (name, value) in from.Xattrs())
        {
            to.SetXattr(name, value);
        }

        to.SetModified(status.Modified);
    }
}
