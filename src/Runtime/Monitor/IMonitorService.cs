using Berth.Linux;

namespace Berth.Runtime.Monitor;

/// <summary>
/// Work that a monitor does for its container beside looking after the process: names, ports. It shares the one thread and the one
/// poll(2) of the <see cref="Supervisor"/>, from the moment the process is created until it has ended:
/// <code>
/// AddTo ──▶ poll(2), for TimeToWait at most ──▶ Serve ──▶ AddTo …
/// </code>
/// So it never blocks and never sleeps; it bounds what it holds, for its peers are hostile; and it deals with the errors of single
/// sockets and files itself. What it lets out (<see cref="LinuxException"/>, <see cref="IOException"/>) is its end, not the container's: it
/// is written to the monitor's log, and the service is disposed of.
/// </summary>
internal interface IMonitorService : IDisposable
{
    /// <summary>Adds what it waits for, and remembers the indexes until <see cref="Serve"/>.</summary>
    void AddTo(PollSet poll);

    /// <summary>Milliseconds, from 0 on, after which it is to be served although nothing happened; -1: it has no deadline.</summary>
    int TimeToWait();

    /// <summary>Does what the wait has brought, and what is due by now; called after each wait.</summary>
    void Serve(PollSet poll);
}
