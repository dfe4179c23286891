using System.Net.Sockets;
using Berth.Engine.Monitors;
using Berth.Engine.Names;
using Berth.Linux;
using Berth.Runtime.Monitor;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>
    /// Takes over what an earlier daemon left, however it ended:
    /// <list type="number">
    /// <item>Every record is read.</item>
    /// <item>A container that ran is asked for by its monitor's socket: one that answers is followed on.</item>
    /// <item>The networks learn who is alive; whatever else there is of networks goes.</item>
    /// <item>One that has ended meanwhile gets the code from its exit file; one whose monitor was lost is cleaned up after.</item>
    /// <item>What was half made, or half removed, is removed.</item>
    /// </list>
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancellation)
    {
        // 1.
        foreach (ContainerRecord record in _store.All())
        {
            _index.Add(new Container(record));
        }

        // 2.
        var running = new Dictionary<Container, (MonitorConnection Monitor, MonitorStatus Status)>();
        foreach (Container container in _index.All)
        {
            if (container.State.IsAlive && await ReachMonitorAsync(container.Id, cancellation) is { } reached)
            {
                running.Add(container, reached);
            }
        }

        // 3.
        _networks.Restore([.. running.Keys.Where(c => Starting.NetworkJoiner.IsBridged(c.Record)).Select(c => c.Id)]);

        // 4.
        foreach (Container container in _index.All)
        {
            if (running.TryGetValue(container, out (MonitorConnection Monitor, MonitorStatus Status) reached))
            {
                Adopt(container, reached.Monitor, reached.Status);
            }
            else
            {
                await SettleAsync(container);
            }
        }

        // 5.
        await RemoveLeftoversAsync();
    }

    /// <summary>The monitor of a container with its status; null where there is none any more.</summary>
    private async Task<(MonitorConnection Monitor, MonitorStatus Status)?> ReachMonitorAsync(string id, CancellationToken cancellation)
    {
        MonitorConnection? monitor = null;
        try
        {
            monitor = await MonitorConnection.OpenAsync(_paths.Bundle(id), cancellation);
            if (await monitor.ReceiveStatusAsync(cancellation) is { } status)
            {
                return (monitor, status);
            }
        }
        catch (Exception e) when (e is SocketException or LinuxException or IOException)
        {
            // Nobody there: that is the answer.
        }

        if (monitor is not null)
        {
            await monitor.DisposeAsync();
        }

        return null;
    }

    private void Adopt(Container container, MonitorConnection monitor, MonitorStatus status)
    {
        container.Monitor = monitor;
        container.Gone = SuperviseAsync(container, monitor, status);
        LogAdopted(container.Id);
    }

    /// <summary>Brings the record of a container without a monitor to what is the case.</summary>
    private async Task SettleAsync(Container container)
    {
        ContainerState state = container.State;
        if (state.IsAlive)
        {
            MonitorStatus? last = ExitFile.Read(EnginePaths.ExitFile(_paths.Bundle(container.Id)));
            if (last is null)
            {
                await _starter.CleanUpAfterLostMonitorAsync(container.Id);
            }

            EndRun(container, last);
            GiveBack(container);
        }
        else if (state.Status is ContainerStatus.Removing)
        {
            RemoveLocked(container, removeVolumes: container.Record.HostConfig.AutoRemove);
        }
        else
        {
            // A start that the crash interrupted left a monitor that waits for ever.
            if (await ReachMonitorAsync(container.Id, CancellationToken.None) is { } reached)
            {
                await Starting.ContainerStarter.KillAsync(reached.Monitor);
            }

            _images.Snapshots.Unmount(container.Id);
            if (state.Status == ContainerStatus.Exited && container.Record.HostConfig.AutoRemove)
            {
                RemoveLocked(container, removeVolumes: true);
            }
        }
    }

    private async Task RemoveLeftoversAsync()
    {
        HashSet<string> known = [.. _index.All.Select(c => c.Id)];
        _images.Snapshots.RemoveOrphans(known);
        HashSet<string> alive = [.. _index.All.Where(c => c.State.IsAlive).Select(c => c.Id)];
        foreach (string state in Directory.GetDirectories(_paths.RuntimeRoot))
        {
            if (Path.GetFileName(state) is { } id && ObjectId.IsId(id) && !alive.Contains(id))
            {
                await _starter.CleanUpAfterLostMonitorAsync(id);
            }
        }

        foreach (string parent in (string[])[_paths.Containers, _paths.Bundles])
        {
            foreach (string directory in Directory.Exists(parent) ? Directory.GetDirectories(parent) : [])
            {
                if (!known.Contains(Path.GetFileName(directory)))
                {
                    Directory.Delete(directory, recursive: true);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "container {Id} runs on: taken over")]
    private partial void LogAdopted(string id);
}
