namespace Berth.Linux;

/// <summary>
/// Puts layers that are mounted nowhere where an older kernel's overlayfs takes them from (before Linux 6.15 a layer has to be in the
/// caller's mount namespace): in a mount namespace of a thread's own, which goes with the thread, whatever happens to the process. Only the
/// finished mount comes back.
/// </summary>
internal static unsafe class AttachedLayers
{
    private const int CLONE_NEWNS = 0x20000;
    private const ulong MS_REC = 0x4000;
    private const ulong MS_PRIVATE = 1 << 18;

    /// <param name="lower">The layers, uppermost first.</param>
    /// <param name="writable">The directory of the writable layer.</param>
    /// <param name="target">Where the mount goes; in the thread's own namespace the layers are below it.</param>
    /// <param name="mount">Mounts the layers, by their paths and the writable directory's, on a directory.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Mount(IReadOnlyList<Fd> lower, Fd writable, string target, Action<IReadOnlyList<string>, string, string> mount)
    {
        LinuxException? failure = null;
        using Fd host = Fd.Open("/proc/self/ns/mnt", OpenFlags.O_RDONLY);
        var thread = new Thread(
            () =>
            {
                try
                {
                    MountOnOwn(host, lower, writable, target, mount);
                }
                catch (LinuxException e)
                {
                    failure = e;
                }
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static void MountOnOwn(
        Fd host, IReadOnlyList<Fd> lower, Fd writable, string target, Action<IReadOnlyList<string>, string, string> mount)
    {
        // 1. A namespace that no other thread is in, whose mounts nobody else sees.
        Check(Libc.unshare(CLONE_NEWNS), "unshare mount namespace", target);
        Check(Libc.mount("none", "/", null, MS_REC | MS_PRIVATE, null), "make private", "/");
        Check(Libc.mount("layers", target, "tmpfs", 0, null), "mount tmpfs on", target);

        // 2. The layers in it.
        string[] paths = [.. lower.Select((_, i) => $"{target}/{i}")];
        for (int i = 0; i < lower.Count; i++)
        {
            Attach(lower[i], paths[i]);
        }

        string root = $"{target}/writable", merged = $"{target}/merged";
        Attach(writable, root);

        // 3. The mount of them.
        Directory.CreateDirectory(merged);
        mount(paths, root, merged);
        using Fd mounted = Copy(merged);

        // 4. Back to where we come from, with it.
        Check(Libc.setns(host.Number, CLONE_NEWNS), "setns mount namespace", target);
        Check(Libc.move_mount_to(mounted.Number, target), "mount overlay on", target);
    }

    private static void Attach(Fd tree, string path)
    {
        Directory.CreateDirectory(path);
        Check(Libc.move_mount_to(tree.Number, path), "attach a layer at", path);
    }

    private static Fd Copy(string path)
    {
        using Fd directory = Fd.Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        fixed (byte* nothing = "\0"u8)
        {
            int tree = Sys.open_tree(directory.Number, nothing, Sys.OPEN_TREE_CLONE | Sys.OPEN_TREE_CLOEXEC | Sys.AT_EMPTY_PATH);
            return tree >= 0 ? new Fd(tree) : throw new LinuxException("open tree", path, (Errno)(-tree));
        }
    }

    private static void Check(int result, string operation, string path)
    {
        if (result < 0)
        {
            throw LinuxException.FromLastError(operation, path);
        }
    }
}
