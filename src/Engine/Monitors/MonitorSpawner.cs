using System.Globalization;
using System.Net.Sockets;
using Berth.Engine.Users;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Engine.Monitors;

/// <summary>
/// Starts <c>berth-runtime monitor</c>: a session of its own, nothing of ours but three descriptors and its listening socket, so
/// that it lives on when the daemon does not.
/// <code>
///   fd 0, 1  /dev/null      fd 2  DIRECTORY/monitor.log      fd 3  DIRECTORY/monitor.sock, listening      fd 4…  held sockets, the root's mount
/// </code>
/// </summary>
internal sealed class MonitorSpawner(string runtimePath, EnginePaths paths, MonitorReaper reaper)
{
    private const uint LogMode = 0x180; // 0600

    private const int FirstGiven = 4;

    /// <summary>Returns the monitor's process ID.</summary>
    /// <exception cref="LinuxException">The runtime's binary cannot be executed.</exception>
    public int Start(MonitorLaunch launch)
    {
        using Fd directory = MonitorSocket.Open(launch.Directory);
        using Socket listener = MonitorSocket.Listen(directory);
        int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_NOFOLLOW;
        using Fd log = Fd.Open(EnginePaths.MonitorLog(launch.Directory), flags, LogMode);
        int pid = new Spawn
        {
            Path = runtimePath,
            Arguments = ["berth-runtime", "--root", paths.RuntimeRoot, "monitor", .. RootArgument(launch), .. launch.Arguments],
            Descriptors = [-1, -1, log.Number, (int)listener.Handle, .. launch.HeldSockets.Select(s => s.Number), .. launch.Root is { } root ? [root.Number] : Array.Empty<int>()],
            NewSession = true,
        }.Start();
        reaper.Expect(pid);
        return pid;
    }

    private static string[] RootArgument(MonitorLaunch launch) =>
        launch.Root is null ? [] : ["--root-fd", (FirstGiven + launch.HeldSockets.Count).ToString(CultureInfo.InvariantCulture)];

    /// <summary>Has the runtime make a user namespace, and a network namespace that it owns, each mounted on a file; returns when it has.</summary>
    /// <param name="users">The maps of the user namespace.</param>
    /// <param name="groups">The maps of the user namespace.</param>
    /// <param name="userFile">Stands for the user namespace afterwards, or is one that there is (<paramref name="exists"/>).</param>
    /// <param name="networkFile">Stands for the network namespace; null: none is made.</param>
    /// <param name="exists">Only the network namespace is made.</param>
    /// <exception cref="IOException">It could not.</exception>
    public void MakeNamespaces(
        IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups, string userFile, string? networkFile, bool exists = false)
    {
        string[] network = networkFile is null ? [] : ["--network", networkFile];
        using var errors = MemoryFile.Create("berth-namespaces");
        int pid = new Spawn
        {
            Path = runtimePath,
            Arguments =
            [
                "berth-runtime", "--root", paths.RuntimeRoot, "namespaces", "--uid-map", IdRemap.Lines(users), "--gid-map", IdRemap.Lines(groups),
                exists ? "--join" : "--user", userFile, .. network,
            ],
            Descriptors = [-1, -1, errors.Number],
            NewSession = true,
        }.Start();
        if (ChildProcess.Wait(pid) is not 0 and int code)
        {
            throw new IOException($"failed to make a user namespace: {File.ReadAllText(errors.ProcPath).Trim()} (exit code {code})");
        }
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
