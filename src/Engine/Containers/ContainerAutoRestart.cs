using Berth.Engine.Containers.Restarting;
using Berth.Engine.Containers.Starting;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>What becomes of a container that has ended: whether it is to be started again.</summary>
    private static ContainerRecord AfterRun(Container container, ContainerState ended)
    {
        ContainerRecord record = container.Record;
        RestartRule rule = RestartRule.Parse(record.HostConfig.RestartPolicy);
        bool unhealthy = container.StoppedUnhealthy;
        container.StoppedUnhealthy = false;
        bool again = !container.IsRestarting && rule.AfterExit(ended.ExitCode, record.ManuallyStopped, unhealthy, record.RestartCount);
        return again ? ToRestarting(record, ended) : record with { State = ended };
    }

    private static ContainerRecord ToRestarting(ContainerRecord record, ContainerState ended) =>
        record with { State = ended with { Status = ContainerStatus.Restarting }, RestartCount = record.RestartCount + 1 };

    /// <summary>Starts a container again after its time. Whoever calls holds its lock; all that its last run held is given back.</summary>
    /// <param name="ran">How long its last run was; zero: it could not be started.</param>
    private void ScheduleRestart(Container container, TimeSpan ran)
    {
        container.RestartDelay = RestartBackoff.Next(container.RestartDelay, ran);
        LogRestarting(container.Id, container.State.ExitCode, container.Record.RestartCount, container.RestartDelay);
        container.PendingRestart = _restarts.Schedule(
            container.RestartDelay, pending => RestartNowAsync(container, pending), e => LogSupervisionFailed(container.Id, e));
    }

    /// <summary>
    /// A start that fails counts as a run that failed: what it lacks (another container's network, a port) may be there the next time.
    /// Only a command that cannot be executed will not be.
    /// </summary>
    private async Task RestartNowAsync(Container container, PendingRestart pending)
    {
        using (await container.Lock.AcquireAsync(pending.Cancelled))
        {
            if (container.PendingRestart != pending)
            {
                return;
            }

            container.PendingRestart = null;
            try
            {
                await StartStepsAsync(container);
            }
            catch (ContainerStartException e)
            {
                LogRestartFailed(container.Id, e);
                ContainerRecord record = container.Record;
                ContainerState failed = record.State.StartFailed(e.ExitCode, e.Message, _time.GetUtcNow());
                bool again = !e.IsCommandError && RestartRule.Parse(record.HostConfig.RestartPolicy)
                    .AfterExit(e.ExitCode, record.ManuallyStopped, unhealthy: false, record.RestartCount);
                Record(container, (again ? ToRestarting(record, failed) : record with { State = failed }).Unconnected());
                container.Exited.Raise(new ContainerEnd(e.ExitCode));
                if (again)
                {
                    ScheduleRestart(container, TimeSpan.Zero);
                }
            }
        }
    }

    /// <summary>A container that waits to be started again is not, and has ended. The caller holds its lock.</summary>
    private void CancelRestart(Container container)
    {
        container.PendingRestart?.Cancel();
        container.PendingRestart = null;
        Record(container, container.Record with { State = container.State with { Status = ContainerStatus.Exited } });
        container.Exited.Raise(new ContainerEnd(container.State.ExitCode));
    }

    /// <summary>Its owner wants it stopped: its policy has to know, also after a restart of the daemon. The caller holds its lock.</summary>
    private void NoteStopped(Container container)
    {
        ContainerRecord record = container.Record;
        if (!record.ManuallyStopped && !RestartRule.Parse(record.HostConfig.RestartPolicy).IsNever)
        {
            Record(container, record with { ManuallyStopped = true });
        }
    }

    /// <summary>
    /// After the daemon's start: what waited to be started again, or is to be with every daemon, is; the health of what runs is checked.
    /// </summary>
    public async Task ReviveAsync()
    {
        foreach (Container container in _index.All)
        {
            using (await container.Lock.AcquireAsync())
            {
                try
                {
                    ReviveLocked(container);
                }
                catch (Exception e)
                {
                    LogNotSettled(container.Id, e);
                }
            }
        }
    }

    private void ReviveLocked(Container container)
    {
        ContainerRecord record = container.Record;
        if (record.State is { Status: ContainerStatus.Exited, StartedAt: not null } ended
            && RestartRule.Parse(record.HostConfig.RestartPolicy).AtDaemonStart(ended.ExitCode, record.ManuallyStopped, record.RestartCount))
        {
            ContainerState waits = ended with { Status = ContainerStatus.Restarting };
            Record(container, record with { State = waits, RestartCount = 0, ManuallyStopped = false });
        }

        if (container.State.Status == ContainerStatus.Running)
        {
            BeginHealth(container);
        }
        else if (container.State.Status == ContainerStatus.Restarting && container.PendingRestart is null)
        {
            ScheduleRestart(container, container.State.LastRun);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} ended with {ExitCode}: restart {Count} in {Delay}")]
    private partial void LogRestarting(string id, int exitCode, int count, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "container {Id} could not be started again")]
    private partial void LogRestartFailed(string id, Exception error);
}
