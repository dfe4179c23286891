using System.Globalization;
using Berth.Engine.Errors;
using Berth.Engine.Monitors;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Seconds between asking and killing, where neither the request nor the container says.</summary>
    private const int DefaultStopTimeout = 10;

    /// <summary>How long to wait for a container that was killed: the kernel may be busy with its memory.</summary>
    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Asks a container to end, and kills it when it has not after <paramref name="timeout"/> seconds (negative: never). It goes on
    /// when the client goes away meanwhile.
    /// </summary>
    /// <exception cref="NotModifiedException">It does not run.</exception>
    /// <exception cref="InvalidParameterException">There is no such signal.</exception>
    public async Task StopAsync(string idOrName, string? signal, int? timeout)
    {
        Container container = _index.Get(idOrName);
        if (!container.State.IsActive)
        {
            throw new NotModifiedException("container is already stopped");
        }

        await StopAsync(container, idOrName, signal, timeout, byOwner: true);
    }

    /// <summary>Stops it if it runs, and starts it.</summary>
    public async Task RestartAsync(string idOrName, string? signal, int? timeout)
    {
        Container container = _index.Get(idOrName);
        container.IsRestarting = true;
        try
        {
            // Not noted as stopped: should the daemon end in between, the next one starts it where its policy says so.
            await StopAsync(container, idOrName, signal, timeout, byOwner: false);
            try
            {
                await StartAsync(container.Id);
            }
            catch (NotModifiedException)
            {
                // Somebody else started it in between, or it has not ended: then it runs, which is what was asked for.
            }
        }
        finally
        {
            container.IsRestarting = false;
        }

        Publish(container, "restart");
    }

    /// <summary>
    /// Stops a container that runs: (1) it is asked, (2) given its time, (3) killed, (4) waited for until all it held is given back,
    /// (5) everybody is told. One that waits to be started again is not.
    /// </summary>
    /// <param name="byOwner">It shall stay as it is, whatever its restart policy says.</param>
    private async Task StopAsync(Container container, string name, string? signal, int? timeout, bool byOwner)
    {
        ContainerRecord record = container.Record;
        int number = ParseFor($"cannot stop container: {name}", string.IsNullOrEmpty(signal) ? record.Config.StopSignal ?? "SIGTERM" : signal);
        int seconds = timeout ?? record.Config.StopTimeout ?? DefaultStopTimeout;

        // 1. In this order: an end between the two is not waited for again.
        Task exited = container.Exited.Next;
        if (!await SignalAsync(container, number, ends: true, byOwner))
        {
            return;
        }

        // 2. and 3.
        if (container.State.IsAlive && !await EndsWithinAsync(exited, seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds)))
        {
            await SignalAsync(container, Signals.Kill, ends: true, byOwner);
            if (!await EndsWithinAsync(exited, s_killPatience))
            {
                throw new ContainerFailedException($"cannot stop container: {name}: tried to kill container, but did not receive an exit event");
            }
        }

        // 4. Whoever stops a container may remove what it used: the mounts and ports are to be gone.
        await container.Gone;

        // 5.
        Publish(container, "stop");
    }

    /// <summary>
    /// Sends a signal: (1) what it means for the restart policy is noted, (2) it is sent, (3) a paused container that is to end is let
    /// go on, or it could not. False where the container does not run.
    /// </summary>
    /// <param name="ends">The signal is to end it.</param>
    /// <param name="byOwner">And it shall stay so.</param>
    private async Task<bool> SignalAsync(Container container, int signal, bool ends, bool byOwner)
    {
        using (await container.Lock.AcquireAsync())
        {
            // 1.
            if (!container.State.IsActive)
            {
                return false;
            }

            if (ends && byOwner)
            {
                NoteStopped(container);
            }

            if (container.State.Status == ContainerStatus.Restarting)
            {
                CancelRestart(container);
                return true;
            }

            // 2.
            bool sent = await TrySendAsync(container.Monitor, signal);
            if (sent)
            {
                Publish(container, "kill", ("signal", signal.ToString(CultureInfo.InvariantCulture)));
            }

            // 3.
            if (ends && container.State.Status == ContainerStatus.Paused)
            {
                UnpauseLocked(container);
            }

            // A monitor that takes no signal is about to end, or has: its container's end is being recorded.
            return true;
        }
    }

    private static async Task<bool> TrySendAsync(MonitorConnection? monitor, int signal)
    {
        try
        {
            await (monitor?.SignalAsync(signal) ?? ValueTask.CompletedTask);
            return monitor is not null;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task<bool> EndsWithinAsync(Task exited, TimeSpan limit)
    {
        try
        {
            await exited.WaitAsync(limit, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <exception cref="InvalidParameterException">There is no such signal.</exception>
    private static int ParseFor(string what, string signal)
    {
        try
        {
            return Signals.Parse(signal);
        }
        catch (InvalidParameterException e)
        {
            throw new InvalidParameterException($"{what}: {e.Message}");
        }
    }
}
