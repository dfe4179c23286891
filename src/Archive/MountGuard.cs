using Berth.Linux;

namespace Berth.Archive;

/// <summary>
/// Nothing is removed on which something is mounted. In a namespace of somebody else the kernel would let us: it takes the mount away, and
/// below a directory the volume's own files would go.
/// </summary>
internal static class MountGuard
{
    private const int MostLevels = 256;

    /// <exception cref="LinuxException">EBUSY: it is a mount point, or has one below.</exception>
    public static void RefuseMounts(Fd parent, string name, FileStatus status) => Check(parent, name, status, 0);

    private static void Check(Fd parent, string name, FileStatus status, int level)
    {
        if (status.IsMountRoot || level > MostLevels)
        {
            throw new LinuxException("unlinkat", name, Errno.EBUSY);
        }

        if (status.Kind != FileKind.Directory)
        {
            return;
        }

        using Fd directory = parent.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        foreach (string child in FileTree.Names(directory))
        {
            if (directory.TryStatus(child) is { } below && (below.Kind == FileKind.Directory || below.IsMountRoot))
            {
                Check(directory, child, below, level + 1);
            }
        }
    }
}
