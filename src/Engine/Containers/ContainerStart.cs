using System.Globalization;
using System.Text.Json;
using Berth.Engine.Containers.Starting;
using Berth.Engine.Errors;
using Berth.Engine.Health;
using Berth.Linux;
using Berth.Runtime.Monitor;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Starts a container. The steps are <see cref="ContainerStarter"/>'s.</summary>
    /// <exception cref="NotModifiedException">It runs already.</exception>
    public async Task StartAsync(string idOrName, CancellationToken cancellation = default)
    {
        Container container = _index.Get(idOrName);
        using (await container.Lock.AcquireAsync(cancellation))
        {
            RefuseUnlessStartable(container);

            // From here on it goes through, or is undone, whether or not the client waits for it.
            container.RestartDelay = TimeSpan.Zero;
            container.Record = container.Record with { RestartCount = 0, ManuallyStopped = false };
            try
            {
                await StartStepsAsync(container);
            }
            catch (ContainerStartException e)
            {
                RecordFailedStart(container, e);
                throw e.ToClientError();
            }
        }
    }

    /// <exception cref="ContainerStartException">A step failed, and all is undone but what the record says.</exception>
    private async Task StartStepsAsync(Container container)
    {
        StartedContainer started = await _starter.StartAsync(container, CancellationToken.None);
        container.Monitor = started.Monitor;
        Record(container, container.Record with
        {
            State = container.State.Started(started.Status, _time.GetUtcNow(), HealthSettings.Of(container.Record.Config) is not null),
            Endpoints = started.Endpoints,
            Sandbox = started.Sandbox,
        });
        Failpoint.Hit("start.recorded");
        _networkEvents.Connected(container.Record);
        Publish(container, "start");
        BeginHealth(container);
        container.Gone = SuperviseAsync(container, started.Monitor, started.Status);
    }

    private static void RefuseUnlessStartable(Container container)
    {
        switch (container.State.Status)
        {
            case ContainerStatus.Running or ContainerStatus.Restarting:
                throw new NotModifiedException("container is already started");
            case ContainerStatus.Paused:
                throw new ConflictException("cannot start a paused container, try unpause instead");
            case ContainerStatus.Removing or ContainerStatus.Dead:
                throw new ConflictException("container is marked for removal and cannot be started");
        }
    }

    private void RecordFailedStart(Container container, ContainerStartException failure)
    {
        Record(container, container.Record.Unconnected() with { State = container.State.StartFailed(failure.ExitCode, failure.Message, _time.GetUtcNow()) });
        container.Lobby.Dismiss();
        if (container.Record.HostConfig.AutoRemove)
        {
            RemoveLocked(container, removeVolumes: true);
        }
    }

    /// <summary>
    /// Follows a running container to its end: (1) waits for the last status, (2) records it, once nothing runs any more even where
    /// the monitor was killed, (3) tells everybody, (4) waits until the monitor has let go of everything, (5) gives back the root
    /// filesystem and the network, (6) removes the container where that was asked for, or starts it again after a while. Holds the container's lock from (2) on: a
    /// start meanwhile waits.
    /// </summary>
    private async Task SuperviseAsync(Container container, Monitors.MonitorConnection monitor, MonitorStatus status)
    {
        // The spans of the request that has started it end with that.
        System.Diagnostics.Activity.Current = null;
        try
        {
            // 1. The caller may hold the lock: it must be able to let go.
            MonitorStatus? last = status.IsFinal ? status : await monitor.ReceiveFinalStatusAsync(now => NoteOomAsync(container, now));

            Failpoint.Hit("exit.known");
            var times = new StepTimes(_time);
            using (await container.Lock.AcquireAsync())
            {
                await using (monitor)
                {
                    // 2. and 3.
                    EndRun(container, last ?? await EndWithoutMonitorAsync(container.Id));

                    times.Mark("record");
                    Failpoint.Hit("exit.recorded");

                    // 4.
                    while (await monitor.ReceiveAsync() is not null)
                    {
                    }
                }

                if (Directory.Exists(_paths.RuntimeState(container.Id)))
                {
                    // Killed after its last word, before it had cleaned up.
                    await _starter.CleanUpAfterLostMonitorAsync(container.Id);
                }

                times.Mark("monitor gone");

                // 5. and 6.
                GiveBack(container);
                if (container.State.Status == ContainerStatus.Restarting)
                {
                    ScheduleRestart(container, container.State.LastRun);
                }

                times.Mark("give back");
                LogEnded(container.Id, times);
            }
        }
        catch (ObjectDisposedException) when (_restarts.IsClosed)
        {
            // The daemon ends: the next one finds out from the exit file.
        }
        catch (Exception e)
        {
            LogSupervisionFailed(container.Id, e);
        }
    }

    /// <summary>Memory has run out in a container that runs, and may run on.</summary>
    private async ValueTask NoteOomAsync(Container container, MonitorStatus status)
    {
        if (!status.OomKilled)
        {
            return;
        }

        using (await container.Lock.AcquireAsync())
        {
            if (container.State is { IsAlive: true, OomKilled: false } state)
            {
                Record(container, container.Record with { State = state with { OomKilled = true } });
                Publish(container, "oom");
            }
        }
    }

    /// <summary>
    /// How a container ended whose monitor is gone without a word: as its exit file says. Without one the program may still run, with
    /// nobody to look after it: it is killed, and null returned.
    /// </summary>
    private async Task<MonitorStatus?> EndWithoutMonitorAsync(string id)
    {
        MonitorStatus? last = ReadExitFile(id);
        if (last is null)
        {
            await _starter.CleanUpAfterLostMonitorAsync(id);
        }

        return last;
    }

    /// <summary>Null where there is none, or none that can be read: then nobody knows how it ended.</summary>
    private MonitorStatus? ReadExitFile(string id)
    {
        try
        {
            return ExitFile.Read(EnginePaths.ExitFile(_paths.Bundle(id)));
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            LogExitFileUnreadable(id, e);
            return null;
        }
    }

    private void EndRun(Container container, MonitorStatus? last)
    {
        ContainerState before = container.State;
        DateTimeOffset now = _time.GetUtcNow();
        ContainerState after = last is null ? before.Lost(ContainerState.LostExitCode, now) : before.Exited(last, now);
        container.Monitor = null;
        container.Freezer.Forget();
        EndHealth(container);
        Record(container, AfterRun(container, after));
        string code = after.ExitCode.ToString(CultureInfo.InvariantCulture);
        string duration = ((long)after.LastRun.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (after.OomKilled && !before.OomKilled)
        {
            Publish(container, "oom");
        }

        _networkEvents.Disconnected(container.Record);
        Publish(container, "die", ("execDuration", duration), ("exitCode", code));
        container.Exited.Raise(new ContainerEnd(after.ExitCode));
    }

    private void GiveBack(Container container)
    {
        _images.Snapshots.Unmount(container.Id);
        _mounts.Detach(container.Record);
        _starter.Memory.Release(container.Id);
        _starter.Cgroups.Release(container.Record);
        Failpoint.Hit("exit.unmounted");
        _networks.Leave(container.Record);
        Failpoint.Hit("exit.disconnected");
        Record(container, container.Record.Unconnected());
        Failpoint.Hit("exit.settled");
        if (container.Record.HostConfig.AutoRemove && !container.IsRestarting && container.State.Status == ContainerStatus.Exited)
        {
            RemoveLocked(container, removeVolumes: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} ended: {Times}")]
    private partial void LogEnded(string id, StepTimes times);

    [LoggerMessage(Level = LogLevel.Warning, Message = "container {Id}: its exit file cannot be read")]
    private partial void LogExitFileUnreadable(string id, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id}: its end could not be handled")]
    private partial void LogSupervisionFailed(string id, Exception error);
}
