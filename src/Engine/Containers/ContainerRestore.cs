using Berth.Engine.Monitors;
using Berth.Engine.Names;
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
    /// <item>The networks and volumes learn who is alive; whatever else there is of networks and mounts goes.</item>
    /// <item>One that has ended meanwhile gets the code from its exit file; one whose monitor was lost is cleaned up after.</item>
    /// <item>What was half made, or half removed, is removed.</item>
    /// </list>
    /// What restart policies want to run is started, and health is checked again, by <see cref="ReviveAsync"/>, when the execs are taken
    /// over too.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancellation)
    {
        // 1.
        HashSet<string> unreadable = ReadRecords();

        // 2. All at once: one that does not answer is waited for, and there may be many.
        Container[] alive = [.. _index.All.Where(static c => c.State.IsAlive)];
        LeftMonitor?[] monitors = await Task.WhenAll(alive.Select(c => FindMonitorAsync(c.Id, cancellation)));
        var running = alive.Zip(monitors).Where(static pair => pair.Second is not null).ToDictionary(static pair => pair.First, static pair => pair.Second!);

        // 3.
        ReconcileNetworks(running.Keys, _networks.Restore([.. running.Keys.Where(c => Starting.NetworkJoiner.IsBridged(c.Record)).Select(c => c.Id), .. unreadable]));

        _mounts.Restore(running.Keys.Select(static c => c.Record));

        // 4.
        foreach (Container container in _index.All)
        {
            if (running.TryGetValue(container, out LeftMonitor? found))
            {
                Adopt(container, found.Connection, found.Status);
            }
            else
            {
                await TrySettleAsync(container);
            }
        }

        // 5.
        await RemoveLeftoversAsync(unreadable);
    }

    /// <summary>Fills the index; what cannot be read is told of, and left alone under its ID and name.</summary>
    private HashSet<string> ReadRecords()
    {
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        foreach (StoredContainer stored in _store.All())
        {
            if (stored.Record is { } record)
            {
                _index.Add(new Container(record with { Mounts = _mounts.Relocate(record) }));
            }
            else
            {
                LogUnreadable(stored.Id, stored.Name, stored.Problem!);
                _index.Reserve(stored.Id, stored.Name);
                unreadable.Add(stored.Id);
            }
        }

        return unreadable;
    }

    private void ReconcileNetworks(IEnumerable<Container> running, IReadOnlyDictionary<string, Network.Sandboxes.Sandbox> sandboxes)
    {
        foreach (Container container in running)
        {
            if (sandboxes.TryGetValue(container.Id, out Network.Sandboxes.Sandbox? sandbox) && Starting.NetworkJoiner.Reconcile(container.Record, sandbox) is { } endpoints)
            {
                Record(container, container.Record with { Endpoints = endpoints, Sandbox = _networks.SandboxOf(container.Record) });
            }
        }
    }

    /// <summary>The monitor of a container; null where there is none any more.</summary>
    private async Task<LeftMonitor?> FindMonitorAsync(string id, CancellationToken cancellation)
    {
        LeftMonitor? left = await LeftMonitor.FindAsync(_paths.Bundle(id), cancellation);
        if (left is { IsSilent: true })
        {
            LogSilent(id);
        }

        return left;
    }

    private void Adopt(Container container, MonitorConnection monitor, MonitorStatus status)
    {
        container.Monitor = monitor;
        _starter.Cgroups.Hold(container.Record);
        container.Gone = SuperviseAsync(container, monitor, status);
        RecoverFreezer(container);
        FinishUpdate(container);
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
            RemoveLocked(container, state.RemovesVolumes || container.Record.HostConfig.AutoRemove);
        }
        else
        {
            // A start that the crash interrupted left a monitor that waits for ever.
            if (await FindMonitorAsync(container.Id, CancellationToken.None) is { } left)
            {
                await Starting.ContainerStarter.KillAsync(left.Connection);
            }

            _images.Snapshots.Unmount(container.Id);
            _starter.Cgroups.Release(container.Record);
            if (state.Status == ContainerStatus.Exited && container.Record.HostConfig.AutoRemove)
            {
                RemoveLocked(container, removeVolumes: true);
            }
        }
    }

    private async Task RemoveLeftoversAsync(HashSet<string> unreadable)
    {
        HashSet<string> known = [.. _index.All.Select(c => c.Id), .. unreadable];
        _images.Snapshots.RemoveOrphans(known);
        HashSet<string> alive = [.. _index.All.Where(c => c.State.IsAlive).Select(c => c.Id)];
        _starter.Memory.ReleaseAllBut(alive);
        foreach (string state in Directory.GetDirectories(_paths.RuntimeRoot))
        {
            if (Path.GetFileName(state) is { } id && ObjectId.IsId(id) && !alive.Contains(id) && !unreadable.Contains(id))
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
                    // Its creation was interrupted: its record would be gone only after its files.
                    _mounts.RemovePlanned(PlannedVolumes.Read(directory));
                    EngineDirectory.Remove(directory);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id}: what an earlier daemon left of it could not be settled")]
    private partial void LogNotSettled(string id, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id} ({Name}): its record cannot be read, it is left as it is: {Problem}")]
    private partial void LogUnreadable(string id, string name, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "container {Id}: its monitor does not answer; it is followed all the same")]
    private partial void LogSilent(string id);

    [LoggerMessage(Level = LogLevel.Information, Message = "container {Id} runs on: taken over")]
    private partial void LogAdopted(string id);
}
