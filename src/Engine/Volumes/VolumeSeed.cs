using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>
/// Fills an empty volume with what the image has at the volume's place: files, directories and symbolic links with owner, mode and
/// time. Names are taken one by one below open directories, so no link of the image leads out of it.
/// </summary>
internal static class VolumeSeed
{
    private const int MaxDepth = 256;

    /// <param name="root">The container's root filesystem.</param>
    /// <param name="path">The volume's place in it.</param>
    /// <param name="volume">The volume's directory. One with anything in it is left as it is.</param>
    public static void Fill(ConfinedRoot root, string path, string volume)
    {
        using Fd? from = root.TryOpenFile(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using Fd to = Fd.Open(volume, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (from is not null && FileTree.Names(to).Count == 0)
        {
            CopyDirectory(from, to, depth: 0);
        }
    }

    private static void CopyDirectory(Fd from, Fd to, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new IOException("the image's directories are nested too deeply to copy them to a volume");
        }

        foreach (string name in FileTree.Names(from))
        {
            if (from.TryStatus(name) is { } status)
            {
                Copy(from, to, name, status, depth);
            }
        }

        FileStatus own = from.Status();
        to.SetOwner(own.Owner, own.Group);
        to.SetMode(own.Permissions);
        to.SetModified(own.Modified);
    }

    private static void Copy(Fd from, Fd to, string name, FileStatus status, int depth)
    {
        switch (status.Kind)
        {
            case FileKind.Directory:
                to.MakeDirectory(name, 0x1c0);
                using (Fd source = from.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW))
                using (Fd target = to.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW))
                {
                    CopyDirectory(source, target, depth + 1);
                }

                break;
            case FileKind.SymbolicLink:
                string? points = new FileInfo($"{from.ProcPath}/{name}").LinkTarget;
                if (points is not null)
                {
                    to.MakeSymbolicLink(name, points);
                    to.SetOwner(name, status.Owner, status.Group);
                }

                break;
            case FileKind.Regular:
                CopyFile(from, to, name, status);
                break;
            default:
                // Device nodes, sockets and FIFOs stay behind: a volume is for data.
                break;
        }
    }

    private static void CopyFile(Fd from, Fd to, string name, FileStatus status)
    {
        using Fd source = from.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW);
        using Fd target = to.OpenAt(name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, 0x180);
        byte[] buffer = new byte[64 * 1024];
        int got;
        while ((got = source.Read(buffer)) > 0)
        {
            target.Write(buffer.AsSpan(0, got));
        }

        target.SetOwner(status.Owner, status.Group);
        target.SetMode(status.Permissions);
        target.SetModified(status.Modified);
    }
}
