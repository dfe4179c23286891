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
    /// <param name="place">A directory: in the thread's own namespace the layers are below it.</param>
    /// <param name="open">Opens the layers, by their paths and the writable directory's; the third is a directory for a moment's mount.</param>
    /// <returns>The mount, mounted nowhere.</returns>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static Fd Open(IReadOnlyList<Fd> lower, Fd writable, string place, Func<IReadOnlyList<string>, string, string, Fd> open)
    {
        LinuxException? failure = null;
        Fd? mount = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    mount = OpenOnOwn(lower, writable, place, open);
                }
                catch (LinuxException e)
                {
                    failure = e;
                }
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        return mount ?? throw failure!;
    }

    private static Fd OpenOnOwn(IReadOnlyList<Fd> lower, Fd writable, string target, Func<IReadOnlyList<string>, string, string, Fd> open)
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
        return open(paths, root, merged);
    }

    private static void Attach(Fd tree, string path)
    {
        Directory.CreateDirectory(path);
        Check(Libc.move_mount_to(tree.Number, path), "attach a layer at", path);
    }

    private static void Check(int result, string operation, string path)
    {
        if (result < 0)
        {
            throw LinuxException.FromLastError(operation, path);
        }
    }
}
