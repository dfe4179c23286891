namespace Berth.Linux;

/// <summary>Mounts as mount(8) makes them: a filesystem of any type, or a bind, on a path of the host (mount(2)).</summary>
public static unsafe class PlainMount
{
    /// <summary>What a bind takes in a second call only, because the first one ignores it.</summary>
    private const ulong ChangedLater = MountFlags.ReadOnly | MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec
        | MountFlags.NoAtime | MountFlags.NoDiratime | MountFlags.RelativeAtime;

    /// <summary>
    /// (1) Mounts, (2) gives a bind the flags that a bind by itself ignores, (3) sets the propagation. What (2) or (3) refuse is unmounted again.
    /// </summary>
    /// <param name="source">A device, a name, or a path.</param>
    /// <param name="target">An existing directory; a symbolic link at its end is followed.</param>
    /// <param name="type">A type of /proc/filesystems; ignored for a bind.</param>
    /// <param name="flags">MS_… (<see cref="MountFlags"/>), without those of propagation.</param>
    /// <param name="propagation">MS_PRIVATE and so on, with MS_REC or without; 0 leaves it.</param>
    /// <param name="data">The filesystem's own options, at most a page.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Mount(string source, string target, string type, ulong flags, ulong propagation, string data)
    {
        // 1.
        Call(source, target, type, flags, data);
        try
        {
            // 2.
            if ((flags & MountFlags.Bind) != 0 && (flags & ChangedLater) != 0)
            {
                Call("", target, type, (flags & ~MountFlags.Recursive) | MountFlags.Remount, "");
            }

            // 3.
            if (propagation != 0)
            {
                Call("", target, type, propagation, "");
            }
        }
        catch (LinuxException)
        {
            OverlayMount.Unmount(target);
            throw;
        }
    }

    /// <summary>Takes everything away that is mounted on a path, lazily.</summary>
    public static void UnmountAll(string target)
    {
        while (OverlayMount.Unmount(target))
        {
        }
    }

    /// <summary>Whether something is mounted on a directory; false where there is none.</summary>
    public static bool IsMounted(string target)
    {
        try
        {
            using Fd directory = Fd.Open(target, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
            return directory.Status().IsMountRoot;
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return false;
        }
    }

    private static void Call(string source, string target, string type, ulong flags, string data)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(data + '\0');
        fixed (byte* text = bytes)
        {
            if (Libc.mount(source, target, type, flags, data.Length == 0 ? null : text) < 0)
            {
                throw LinuxException.FromLastError($"mount {source} on", target);
            }
        }
    }
}
