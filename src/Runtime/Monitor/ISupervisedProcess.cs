using Berth.Linux;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime.Monitor;

/// <summary>
/// What the supervisor needs of the process it looks after: <see cref="SupervisedContainer"/>, or a stand-in whose end a test decides.
/// </summary>
internal interface ISupervisedProcess : IDisposable
{
    int Pid { get; }

    /// <summary>Readable when the process has ended.</summary>
    Fd PidFd { get; }

    /// <summary>The master of its terminal, if it has one.</summary>
    Fd? Console { get; }

    /// <exception cref="RuntimeException">The program cannot be executed.</exception>
    void Start();

    /// <summary>False where it has ended.</summary>
    /// <exception cref="LinuxException">EINVAL: no such signal.</exception>
    bool Signal(int number);

    /// <summary>Reaps it, blocking: the exit code as a shell gives it.</summary>
    int Wait();

    bool OomKilled();

    /// <summary>Hears of memory running out, the caller's to dispose of; null where the host does not tell, or it is an exec.</summary>
    OomWatch? WatchOom();

    /// <summary>After <see cref="Wait"/>: what was made for it on the host goes.</summary>
    void Remove();
}
