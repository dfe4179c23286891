using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>What a container may need beyond its own time to be killed and recorded, as dockerd has it.</summary>
    private const int KillReserve = 5;

    /// <summary>
    /// Stops all containers with the daemon, where <c>live-restore</c> is off: side by side, each in its own time. None of them counts as
    /// stopped by its owner: their restart policies bring them back with the next daemon.
    /// </summary>
    /// <param name="timeout">Seconds for all, extended by a container that has more for itself; negative: without end.</param>
    public async Task StopAllAsync(int timeout)
    {
        Container[] alive = [.. _index.All.Where(static c => c.State.IsAlive)];
        int[] own = [.. alive.Select(static c => c.Record.Config.StopTimeout ?? DefaultStopTimeout)];
        bool isEndless = timeout < 0 || own.Any(static seconds => seconds < 0);
        TimeSpan limit = isEndless
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromSeconds(own.Append(timeout - KillReserve).Max() + KillReserve);
        try
        {
            await Task.WhenAll(alive.Select(StopOneAsync)).WaitAsync(limit, _time);
        }
        catch (TimeoutException)
        {
            LogStillRunning(_index.All.Count(static c => c.State.IsAlive), limit.TotalSeconds);
        }
    }

    private async Task StopOneAsync(Container container)
    {
        try
        {
            await StopAsync(container, container.Id, signal: null, timeout: null, byOwner: false);
        }
        catch (Exception e)
        {
            LogNotStopped(container.Id, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} containers still run after {Seconds} s, and go on without a daemon")]
    private partial void LogStillRunning(int count, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id} could not be stopped with the daemon")]
    private partial void LogNotStopped(string id, Exception error);
}
