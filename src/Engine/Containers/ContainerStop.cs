using Berth.Engine.Errors;
using Berth.Engine.Monitors;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>Seconds between asking and killing, where neither the request nor the container says.</summary>
    private const int DefaultStopTimeout = 10;

    /// <summary>How long to wait for a container that was killed: the kernel may be busy with its memory.</summary>
    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(30);

    /// <summary>Asks a container to end, and kills it when it has not after <paramref name="timeout"/> seconds (negative: never).</summary>
    /// <exception cref="NotModifiedException">It does not run.</exception>
    public async Task StopAsync(string idOrName, string? signal, int? timeout, CancellationToken cancellation = default)
    {
        Container container = _index.Get(idOrName);
        if (!await StopAsync(container, signal, timeout, cancellation))
        {
            throw new NotModifiedException($"container {container.Id} is not running");
        }
    }

    /// <summary>Stops it if it runs, and starts it.</summary>
    public async Task RestartAsync(string idOrName, string? signal, int? timeout, CancellationToken cancellation = default)
    {
        Container container = _index.Get(idOrName);
        container.IsRestarting = true;
        try
        {
            await StopAsync(container, signal, timeout, cancellation);
            await StartAsync(container.Id, cancellation);
        }
        finally
        {
            container.IsRestarting = false;
        }

        Publish(container, "restart");
    }

    /// <summary>False where it does not run.</summary>
    private async Task<bool> StopAsync(Container container, string? signal, int? timeout, CancellationToken cancellation)
    {
        // In this order: an end between the two is not waited for again.
        Task exited = container.Exited.Next;
        if (!container.State.IsAlive)
        {
            return false;
        }

        ContainerRecord record = container.Record;
        int number = Signals.Parse(signal ?? record.Config.StopSignal ?? "SIGTERM");
        int seconds = timeout ?? record.Config.StopTimeout ?? DefaultStopTimeout;
        await SignalAsync(container, number, cancellation);
        if (!await EndsWithinAsync(exited, seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds), cancellation))
        {
            await SignalAsync(container, Signals.Kill, cancellation);
            await EndsWithinAsync(exited, s_killPatience, cancellation);
        }

        // Whoever stops a container may remove what it used: the mounts and ports are to be gone.
        await container.Gone.WaitAsync(cancellation);
        Publish(container, "stop");
        return true;
    }

    /// <summary>Sends a signal; false where the container ended before it could arrive.</summary>
    private async Task<bool> SignalAsync(Container container, int signal, CancellationToken cancellation)
    {
        MonitorConnection? monitor = container.Monitor;
        if (monitor is null)
        {
            return false;
        }

        try
        {
            await monitor.SignalAsync(signal, cancellation);
            Publish(container, "kill", ("signal", signal.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task<bool> EndsWithinAsync(Task exited, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await exited.WaitAsync(limit, _time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
