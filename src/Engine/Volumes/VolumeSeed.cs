using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>
/// Fills an empty volume with what the image has at the volume's place: everything there with owner, mode, time and extended attributes,
/// and files of several names as such. Names are taken one by one below open directories, so no link of the image leads out of it.
/// </summary>
internal sealed class VolumeSeed : IDisposable
{
    private const int MaxDepth = 256;

    // Files of several names that are kept open to give them the next one; further ones become files of their own.
    private const int MaxLinked = 512;

    private readonly Dictionary<ulong, Fd> _linked = [];

    private VolumeSeed()
    {
    }

    /// <param name="root">The container's root filesystem.</param>
    /// <param name="path">The volume's place in it.</param>
    /// <param name="volume">The volume's directory. One with anything in it is left as it is.</param>
    public static void Fill(ConfinedRoot root, string path, string volume)
    {
        using Fd? from = root.TryOpenFile(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using Fd to = Fd.Open(volume, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (from is not null && FileTree.Names(to).Count == 0)
        {
            using var seed = new VolumeSeed();
            seed.CopyDirectory(from, to, depth: 0);
        }
    }

    public void Dispose()
    {
        foreach (Fd file in _linked.Values)
        {
            file.Dispose();
        }
    }

    private void CopyDirectory(Fd from, Fd to, int depth)
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

        CopyAttributes(from, to, from.Status());
    }

    private void Copy(Fd from, Fd to, string name, FileStatus status, int depth)
    {
        bool linked = status.Kind != FileKind.Directory && status.Links > 1;
        if (linked && _linked.TryGetValue(status.Inode, out Fd? first))
        {
            _ = to.TryMakeHardLink(name, first);
            return;
        }

        switch (status.Kind)
        {
            case FileKind.Directory:
                to.MakeDirectory(name, 0x1c0);
                using (Fd source = from.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
                using (Fd target = to.OpenAt(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
                {
                    CopyDirectory(source, target, depth + 1);
                }

                break;
            case FileKind.SymbolicLink:
                string? points = new FileInfo($"{from.ProcPath}/{name}").LinkTarget;
                if (points is not null)
                {
                    to.MakeSymbolicLink(name, points);
                    Own(to, name, status);
                }

                break;
            case FileKind.Regular:
                CopyFile(from, to, name, status);
                break;
            case FileKind.Socket:
                // Nobody listens on it.
                return;
            default:
                to.MakeNode(name, status.Kind, status.Permissions, status.Device);
                Own(to, name, status);
                break;
        }

        if (linked && _linked.Count < MaxLinked)
        {
            _linked[status.Inode] = to.OpenAt(name, OpenFlags.O_PATH);
        }
    }

    private static void Own(Fd to, string name, FileStatus status)
    {
        to.SetOwner(name, status.Owner, status.Group);
        to.SetModified(name, status.Modified);
    }

    private static void CopyFile(Fd from, Fd to, string name, FileStatus status)
    {
        using Fd source = from.OpenAt(name, OpenFlags.O_RDONLY);
        using Fd target = to.OpenAt(name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x180);
        byte[] buffer = new byte[64 * 1024];
        int got;
        while ((got = source.Read(buffer)) > 0)
        {
            target.Write(buffer.AsSpan(0, got));
        }

        CopyAttributes(source, target, status);
    }

    // The owner first: changing it takes set-user-ID bits and capabilities away.
    private static void CopyAttributes(Fd from, Fd to, FileStatus status)
    {
        to.SetOwner(status.Owner, status.Group);
        to.SetMode(status.Permissions);
        foreach (string name in from.XattrNames())
        {
            if (from.TryGetXattr(name) is { } value)
            {
                SetXattr(to, name, value);
            }
        }

        to.SetModified(status.Modified);
    }

    // A volume's filesystem may know fewer attributes than the image's: files matter more.
    private static void SetXattr(Fd to, string name, byte[] value)
    {
        try
        {
            to.SetXattr(name, value);
        }
        catch (LinuxException e) when (e.Errno == Errno.EOPNOTSUPP)
        {
        }
    }
}
