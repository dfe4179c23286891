using Berth.Engine.Containers.Restarting;
using Berth.Engine.Health;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Checks a container's health from now on, if it has checks. The caller holds its lock, and it runs.</summary>
    private void BeginHealth(Container container)
    {
        EndHealth(container);
        if (HealthSettings.Of(container.Record.Config) is not { } settings)
        {
            return;
        }

        container.Health = new HealthWatch(() => NextCheck(container, settings), stopped => CheckHealthAsync(container, settings, stopped), _time);
    }

    /// <summary>It is paused, has ended, or its checks begin anew.</summary>
    private static void EndHealth(Container container)
    {
        container.Health?.Dispose();
        container.Health = null;
    }

    private TimeSpan NextCheck(Container container, HealthSettings settings)
    {
        ContainerState state = container.State;
        DateTimeOffset now = _time.GetUtcNow();
        return settings.NextDelay(state.Health?.Status ?? HealthStatus.Starting, now - (state.StartedAt ?? now));
    }

    /// <summary>
    /// One check: (1) it is made, unless a commit keeps the container frozen just now, (2) what it found is noted, on disk where it
    /// changes what is known of the container's health, and told, (3) one that has become unhealthy is started again where its policy
    /// asks for that.
    /// </summary>
    private async Task CheckHealthAsync(Container container, HealthSettings settings, CancellationToken stopped)
    {
        try
        {
            // 1.
            if (container.Freezer.IsFrozen)
            {
                return;
            }

            HealthResult result = await _health.RunAsync(container, settings, stopped);

            // 2.
            bool restarts;
            using (await container.Lock.AcquireAsync(stopped))
            {
                stopped.ThrowIfCancellationRequested();
                restarts = NoteHealth(container, result, settings) && WantsRestart(container.Record);
                container.StoppedUnhealthy |= restarts;
            }

            // 3. Stopping it waits for the end of its checks, which this is one of.
            if (restarts)
            {
                _ = RestartUnhealthyAsync(container);
            }
        }
        catch (ObjectDisposedException) when (_restarts.IsClosed)
        {
            // The daemon ends: the next one checks.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogCheckFailed(container.Id, e);
        }
    }

    /// <summary>Whether the container has become unhealthy.</summary>
    private bool NoteHealth(Container container, HealthResult result, HealthSettings settings)
    {
        ContainerState state = container.State;
        HealthRecord before = state.Health ?? new HealthRecord();
        HealthRecord after = before.Checked(result, settings, state.StartedAt ?? result.Start);
        ContainerRecord record = container.Record with { State = state with { Health = after } };
        if (after.Status == before.Status)
        {
            container.Record = record;
            return false;
        }

        Record(container, record);
        Publish(container, $"health_status: {after.Status.ToString().ToLowerInvariant()}");
        return after.Status == HealthStatus.Unhealthy;
    }

    private static bool WantsRestart(ContainerRecord record)
    {
        RestartRule rule = RestartRule.Parse(record.HostConfig.RestartPolicy);
        return rule.OnUnhealthy && rule.AfterExit(exitCode: 0, record.ManuallyStopped, unhealthy: true, record.RestartCount);
    }

    private async Task RestartUnhealthyAsync(Container container)
    {
        try
        {
            LogUnhealthy(container.Id);
            await StopAsync(container, container.Id, signal: null, timeout: null, byOwner: false);
        }
        catch (Exception e)
        {
            LogCheckFailed(container.Id, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "container {Id} has become unhealthy: it is stopped, to be started again")]
    private partial void LogUnhealthy(string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id}: its health check could not be made or noted")]
    private partial void LogCheckFailed(string id, Exception error);
}
