using Berth.Linux;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Execute;

namespace Berth.Runtime;

/// <summary>
/// A process in a container, as the one who made it holds it: the init of a new container, or one added by exec. It is a child of
/// the calling process, which reaps it (waitid(2) on <see cref="PidFd"/>, or waitpid on <see cref="Pid"/>).
/// </summary>
/// <remarks>
/// Only a process with one managed thread may call <see cref="Create"/> and <see cref="Exec"/>: they clone (docs/decisions/0001).
/// No thread pool, timer, <c>async</c> or <c>Console</c> before them; this is checked.
/// </remarks>
public sealed class ContainerProcess : IDisposable
{
    private readonly ClonedProcess _child;
    private readonly ContainerRemains? _remains;

    /// <param name="child">The process.</param>
    /// <param name="remains">Of a container's init: what is to be removed after it.</param>
    internal ContainerProcess(ClonedProcess child, ContainerRemains? remains)
    {
        _child = child;
        _remains = remains;
    }

    /// <summary>The process, in the caller's pid namespace.</summary>
    public int Pid => _child.Pid;

    /// <summary>Readable (poll) when the process has ended.</summary>
    public Fd PidFd => _child.PidFd;

    /// <summary>The master of its terminal, of the container's own devpts; null without <c>process.terminal</c>.</summary>
    public Fd? Console => _child.Console;

    /// <summary>
    /// Sets a container up to the point before execve: cgroup, namespaces, mounts, user, capabilities, the executable looked up.
    /// Its state is saved; what was made is removed again when anything fails.
    /// </summary>
    /// <exception cref="RuntimeException">What failed, in runc's words where callers match them, with the exit code.</exception>
    public static ContainerProcess Create(ContainerRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ContainerCreate.Create(request);
    }

    /// <summary>Adds a process to a running container: its namespaces, cgroup and root.</summary>
    /// <exception cref="RuntimeException">As <see cref="Create"/>; also <c>container not running</c>.</exception>
    public static ContainerProcess Exec(ExecRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ContainerExec.Exec(request);
    }

    /// <summary>Lets a waiting process execute; returns when it has (milliseconds).</summary>
    /// <exception cref="RuntimeException">The execve failed (126, 127), or the process is gone (125). It still has to be reaped.</exception>
    public void Start()
    {
        if (_remains is not null)
        {
            ContainerStart.Start(_remains.Directory);
            return;
        }

        _child.Go();
        _child.WaitUntilExecuted();
    }

    /// <summary>
    /// Of a container's init, once it has ended and been reaped: kills what is left in the cgroup, removes the cgroup and the state
    /// directory. Does nothing for an exec.
    /// </summary>
    public void Remove()
    {
        if (_remains is not null)
        {
            ContainerDelete.Remove(_remains);
        }
    }

    /// <summary>Whether the kernel has killed a process of the container's cgroup for lack of memory.</summary>
    public bool OomKilled() => _remains?.Cgroup.OomKills() > 0;

    /// <summary>Hears of its memory running out from now on; null of an exec, and where the host does not tell.</summary>
    internal OomWatch? WatchOom() => _remains?.Cgroup.WatchOom();

    /// <summary>Closes the descriptors; the process goes on.</summary>
    public void Dispose()
    {
        _child.PidFd.Dispose();
        _child.Console?.Dispose();
        _child.Dispose();
    }
}
