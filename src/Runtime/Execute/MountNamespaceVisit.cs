using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>
/// While it lives, this process sees the mounts of another, and keeps its own powers over them: what is opened there is what the
/// other would have opened, with the flags that the kernel has locked on it.
/// </summary>
internal sealed unsafe class MountNamespaceVisit : IDisposable
{
    private readonly Fd _namespace;
    private readonly Fd _root;
    private readonly Fd _directory;

    private MountNamespaceVisit(Fd ns, Fd root, Fd directory)
    {
        _namespace = ns;
        _root = root;
        _directory = directory;
    }

    public static MountNamespaceVisit Enter(Fd process)
    {
        // The finalizer's thread shares root and working directory with this one, which the kernel does not allow for this.
        Check(Sys.unshare(Sys.CLONE_FS), "unshare");
        var visit = new MountNamespaceVisit(
            Fd.Open("/proc/self/ns/mnt", OpenFlags.O_RDONLY),
            Fd.Open("/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY),
            Fd.Open(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
        try
        {
            Check(Sys.setns(process.Number, Sys.CLONE_NEWNS), "join the mount namespace of the container");
        }
        catch
        {
            visit.Close();
            throw;
        }

        return visit;
    }

    /// <summary>Back to where the process was: its namespace, its root, its working directory.</summary>
    public void Dispose()
    {
        Check(Sys.setns(_namespace.Number, Sys.CLONE_NEWNS), "return to the runtime's mount namespace");
        Check(Sys.fchdir(_root.Number), "return to the runtime's root");
        fixed (byte* here = ".\0"u8)
        {
            Check(Sys.chroot(here), "return to the runtime's root");
        }

        Check(Sys.fchdir(_directory.Number), "return to the runtime's working directory");
        Close();
    }

    private void Close()
    {
        _namespace.Dispose();
        _root.Dispose();
        _directory.Dispose();
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new RuntimeException($"{what}: {FailureText.Reason((Errno)(-result))}");
        }
    }
}
