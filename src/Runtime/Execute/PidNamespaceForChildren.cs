using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>
/// While it lives, children are born into another pid namespace. A process itself never changes its own (pid_namespaces(7)), so that
/// no intermediate process is needed to join one.
/// </summary>
internal readonly struct PidNamespaceForChildren : IDisposable
{
    private readonly Fd? _own;

    private PidNamespaceForChildren(Fd own) => _own = own;

    /// <summary>Whether this process could come back, which takes power over the namespace that it is in (setns(2)).</summary>
    public static bool MayReturn
    {
        get
        {
            using Fd own = Fd.Open("/proc/self/ns/pid", OpenFlags.O_RDONLY);
            return Sys.setns(own.Number, Sys.CLONE_NEWPID) == 0;
        }
    }

    /// <param name="path">A namespace file; null changes nothing.</param>
    public static PidNamespaceForChildren Enter(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return default;
        }

        Fd own = Fd.Open("/proc/self/ns/pid", OpenFlags.O_RDONLY);
        using Fd other = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        Set(other, path);
        return new PidNamespaceForChildren(own);
    }

    public void Dispose()
    {
        if (_own is not null)
        {
            Set(_own, "/proc/self/ns/pid");
            _own.Dispose();
        }
    }

    private static void Set(Fd target, string path)
    {
        int result = Sys.setns(target.Number, Sys.CLONE_NEWPID);
        if (result < 0)
        {
            throw new RuntimeException($"join pid namespace {path}: {FailureText.Reason((Errno)(-result))}");
        }
    }
}
