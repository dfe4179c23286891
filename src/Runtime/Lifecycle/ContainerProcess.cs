using Berth.Linux;

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
    private ContainerProcess(int pid, Fd pidFd, Fd? console)
    {
        Pid = pid;
        PidFd = pidFd;
        Console = console;
    }

    /// <summary>The process, in the caller's pid namespace.</summary>
    public int Pid { get; }

    /// <summary>Readable (poll) when the process has ended.</summary>
    public Fd PidFd { get; }

    /// <summary>The master of its terminal, of the container's own devpts; null without <c>process.terminal</c>.</summary>
    public Fd? Console { get; }

    /// <summary>
    /// Sets a container up to the point before execve: cgroup, namespaces, mounts, user, capabilities, the executable looked up.
    /// Its state is saved; what was made is removed again when anything fails.
    /// </summary>
    /// <exception cref="RuntimeException">What failed, in runc's words where callers match them, with the exit code.</exception>
    public static ContainerProcess Create(ContainerRequest request) => throw new NotSupportedException();

    /// <summary>Adds a process to a running container: its namespaces, cgroup and root.</summary>
    /// <exception cref="RuntimeException">As <see cref="Create"/>; also <c>container not running</c>.</exception>
    public static ContainerProcess Exec(ExecRequest request) => throw new NotSupportedException();

    /// <summary>Lets a waiting process execute; returns when it has (milliseconds).</summary>
    /// <exception cref="RuntimeException">The execve failed (126, 127), or the process is gone (125). It still has to be reaped.</exception>
    public void Start() => throw new NotSupportedException();

    /// <summary>
    /// Of a container's init, once it has ended and been reaped: kills what is left in the cgroup, removes the cgroup and the state
    /// directory. Does nothing for an exec.
    /// </summary>
    public void Remove() => throw new NotSupportedException();

    /// <summary>Whether the kernel has killed a process of the container's cgroup for lack of memory.</summary>
    public bool OomKilled() => throw new NotSupportedException();

    /// <summary>Closes the descriptors; the process goes on.</summary>
    public void Dispose()
    {
        PidFd.Dispose();
        Console?.Dispose();
    }
}
