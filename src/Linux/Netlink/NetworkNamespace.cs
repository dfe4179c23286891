namespace Berth.Linux.Netlink;

/// <summary>Network namespaces (network_namespaces(7)) as descriptors, and as files that keep them alive.</summary>
public static unsafe class NetworkNamespace
{
    private const string OfThisThread = "/proc/thread-self/ns/net";

    /// <summary>The calling thread's namespace.</summary>
    public static Fd OpenCurrent() => Fd.Open(OfThisThread, OpenFlags.O_RDONLY);

    /// <summary>Puts the calling thread, and no other, into a new namespace.</summary>
    public static void Unshare()
    {
        if (Libc.unshare(Libc.CLONE_NEWNET) < 0)
        {
            throw LinuxException.FromLastError("unshare network namespace");
        }
    }

    /// <summary>Puts the calling thread, and no other, into <paramref name="target"/>.</summary>
    public static void Enter(Fd target)
    {
        if (Libc.setns(target.Number, Libc.CLONE_NEWNET) < 0)
        {
            throw LinuxException.FromLastError("setns network namespace");
        }
    }

    /// <summary>Makes <paramref name="path"/> a file that stands for the namespace and keeps it alive: an empty file with the namespace mounted on it.</summary>
    public static void Pin(Fd target, string path)
    {
        Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, 0x124).Dispose();
        if (Libc.mount(target.ProcPath, path, null, Libc.MS_BIND, null) < 0)
        {
            LinuxException failure = LinuxException.FromLastError("bind network namespace", path);
            File.Delete(path);
            throw failure;
        }
    }

    /// <summary>Undoes <see cref="Pin"/>, or what is left of it. Processes inside keep the namespace until they end.</summary>
    public static void Unpin(string path)
    {
        // More than one mount may be stacked on a file that an earlier daemon left; EINVAL says that none is left.
        while (Libc.umount2(path, Libc.MNT_DETACH | Libc.UMOUNT_NOFOLLOW) == 0)
        {
        }

        File.Delete(path);
    }
}
