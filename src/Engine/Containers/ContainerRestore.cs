using System.Net.Sockets;
using Berth.Engine.Monitors;
using Berth.Engine.Names;
using Berth.Linux;
using Berth.Runtime.Monitor;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>How long the daemon's start waits for a monitor's first word.</summary>
    private static readonly TimeSpan s_answerPatience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Takes over what an earlier daemon left, however it ended:
    /// <list type="number">
    /// <item>Every record is read.</item>
    /// <item>A container that ran is asked for by its monitor's socket: one that answers is followed on.</item>
    /// <item>The networks learn who is alive; whatever else there is of networks goes.</item>
    /// <item>One that has ended meanwhile gets the code from its exit file; one whose monitor was lost is cleaned up after.</item>
    /// <item>What was half made, or half removed, is removed.</item>
    /// <item>What restart policies want to run is started.</item>
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
                await TrySettleAsync(container);
            }
        }

        // 5.
        await RemoveLeftoversAsync();

        // 6.
        await ReviveAsync();
    }

    /// <summary>
    /// The monitor of a container with its status; null where there is none any more. One that has taken the connection and says
    /// nothing is busy or stopped, and its container runs on: its status is to follow.
    /// </summary>
    private async Task<(MonitorConnection Monitor, MonitorStatus Status)?> ReachMonitorAsync(string id, CancellationToken cancellation)
    {
        MonitorConnection? monitor = null;
        try
        {
            monitor = await MonitorConnection.OpenAsync(_paths.Bundle(id), cancellation);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(s_answerPatience);
            if (await monitor.ReceiveStatusAsync(patience.Token) is { } status)
            {
                return (monitor, status);
            }
        }
        catch (OperationCanceledException) when (monitor is not null && !cancellation.IsCancellationRequested)
        {
            LogSilent(id);
            return (monitor, new MonitorStatus { State = MonitorState.Running });
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
        RecoverFreezer(container);
        LogAdopted(container.Id);
    }

    /// <summary>What is wrong with one container must not keep the daemon, and with it all the others, from coming back.</summary>
    private async Task TrySettleAsync(Container container)
    {
        try
        {
            await SettleAsync(container);
        }
        catch (Exception e)
        {
            LogNotSettled(container.Id, e);
        }
    }

    /// <summary>Brings the record of a container without a monitor to what is the case.</summary>
    private async Task SettleAsync(Container container)
    {
        ContainerState state = container.State;
        if (state.IsAlive)
        {
            EndRun(container, await EndWithoutMonitorAsync(container.Id));
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

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id}: what an earlier daemon left of it could not be settled")]
    private partial void LogNotSettled(string id, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "container {Id}: its monitor does not answer; it is followed all the same")]
    private partial void LogSilent(string id);

    [LoggerMessage(Level = LogLevel.Information, Message = "container {Id} runs on: taken over")]
    private partial void LogAdopted(string id);
}
