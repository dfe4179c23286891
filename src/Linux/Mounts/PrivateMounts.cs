namespace Berth.Linux;

/// <summary>
/// A mount namespace that no process is in: a thread of ours makes it as a copy of our own, mounts what it wants to, and ends. What is
/// mounted there is seen by nobody else, is reached through descriptors that the thread has opened, and goes with the namespace. The root
/// stays the host's: nothing is executed or loaded from what was mounted.
/// </summary>
public sealed unsafe class PrivateMounts : IDisposable
{
    private const int CLONE_NEWNS = 0x20000;
    private const ulong MS_RDONLY = 1;
    private const ulong MS_NOSUID = 2;
    private const ulong MS_NODEV = 4;
    private const ulong MS_REMOUNT = 32;
    private const ulong MS_REC = 0x4000;
    private const ulong MS_PRIVATE = 1 << 18;

    private readonly Fd _namespace;

    private PrivateMounts(Fd mountNamespace) => _namespace = mountNamespace;

    /// <summary>Runs <paramref name="mount"/> in a new namespace; what it opens there stays usable until this is disposed.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static PrivateMounts Make(Action mount)
    {
        Fd? made = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                mount();
                made = Fd.Open("/proc/thread-self/ns/mnt", OpenFlags.O_RDONLY);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return new PrivateMounts(made!);
    }

    /// <summary>Mounts a tmpfs (root's, 0700); only inside <see cref="Make"/>.</summary>
    /// <param name="target">Where.</param>
    /// <param name="options">tmpfs(5), e.g. <c>size=16m</c>.</param>
    public static void MountTmpfs(string target, string options)
    {
        byte[] data = System.Text.Encoding.ASCII.GetBytes($"mode=0700,{options}\0");
        fixed (byte* text = data)
        {
            Check(Libc.mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, text), "mount tmpfs on", target);
        }
    }

    /// <summary>Mounts a file or directory, with what is mounted below it, on another; only inside <see cref="Make"/>.</summary>
    public static void Bind(Fd source, Fd target, bool writable)
    {
        string path = target.ReadPath();
        Check(Libc.mount(source.ProcPath, target.ProcPath, null, Libc.MS_BIND | MS_REC, null), "bind on", path);
        if (!writable)
        {
            // The target's descriptor is of what lies below the mount; its path, now, leads on top.
            Check(Libc.mount("none", path, null, Libc.MS_BIND | MS_REMOUNT | MS_RDONLY, null), "remount", path);
        }
    }

    public void Dispose() => _namespace.Dispose();

    private static void Enter()
    {
        Check(Libc.unshare(CLONE_NEWNS), "unshare mount namespace", null);
        Check(Libc.mount("none", "/", null, MS_REC | MS_PRIVATE, null), "make mounts private", "/");
    }

    private static void Check(int result, string operation, string? path)
    {
        if (result < 0)
        {
            throw LinuxException.FromLastError(operation, path);
        }
    }
}
