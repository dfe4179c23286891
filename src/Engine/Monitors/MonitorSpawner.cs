using System.Net.Sockets;
using Berth.Linux;

namespace Berth.Engine.Monitors;

/// <summary>
/// Starts <c>berth-runtime monitor</c>: a session of its own, nothing of ours but three descriptors and its listening socket, so
/// that it lives on when the daemon does not.
/// <code>
///   fd 0, 1  /dev/null      fd 2  DIRECTORY/monitor.log      fd 3  DIRECTORY/monitor.sock, listening      fd 4…  held sockets
/// </code>
/// </summary>
internal sealed class MonitorSpawner(string runtimePath, EnginePaths paths, MonitorReaper reaper)
{
    private const uint LogMode = 0x180; // 0600

    /// <summary>Returns the monitor's process ID.</summary>
    /// <exception cref="LinuxException">The runtime's binary cannot be executed.</exception>
    public int Start(MonitorLaunch launch)
    {
        using Socket listener = MonitorSocket.Listen(launch.Directory);
        int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_NOFOLLOW;
        using Fd log = Fd.Open(EnginePaths.MonitorLog(launch.Directory), flags, LogMode);
        int pid = new Spawn
        {
            Path = runtimePath,
            Arguments = ["berth-runtime", "--root", paths.RuntimeRoot, "monitor", .. launch.Arguments],
            Descriptors = [-1, -1, log.Number, (int)listener.Handle, .. launch.HeldSockets.Select(s => s.Number)],
            NewSession = true,
        }.Start();
        reaper.Expect(pid);
        return pid;
    }

    /// <summary>Has the runtime kill and remove a container that nobody supervises any more; returns when it has.</summary>
    public async Task DeleteAsync(string id)
    {
        int pid = new Spawn
        {
            Path = runtimePath,
            Arguments = ["berth-runtime", "--root", paths.RuntimeRoot, "delete", "--force", id],
            Descriptors = [-1, -1, -1],
            NewSession = true,
        }.Start();
        await Task.Run(() => ChildProcess.Wait(pid));
    }
}
