using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Berth.Linux;

namespace Berth.Engine.Monitors;

/// <summary>
/// Reaps monitors that have ended, so that none stays a zombie. Only processes that were announced are waited for. Monitors that
/// an earlier daemon started are the host's init's to reap.
/// </summary>
internal sealed class MonitorReaper : IDisposable
{
    private readonly ConcurrentDictionary<int, bool> _children = new();
    private readonly PosixSignalRegistration _registration;

    public MonitorReaper() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, context =>
    {
        context.Cancel = true;
        Reap();
    });

    public void Expect(int pid)
    {
        _children.TryAdd(pid, true);

        // It may have ended before it was announced; its signal then found nothing to reap.
        Reap(pid);
    }

    public void Dispose() => _registration.Dispose();

    private void Reap()
    {
        foreach (int pid in _children.Keys)
        {
            Reap(pid);
        }
    }

    private void Reap(int pid)
    {
        if (HasEnded(pid))
        {
            _children.TryRemove(pid, out _);
        }
    }

    private static bool HasEnded(int pid)
    {
        try
        {
            return ChildProcess.TryWait(pid) is not null;
        }
        catch (LinuxException)
        {
            return true; // reaped by another signal's round
        }
    }
}
