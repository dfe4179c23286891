using Berth.Engine.Concurrency;
using Berth.Engine.Containers.Explaining;
using Berth.Engine.Containers.Mounting;
using Berth.Engine.Monitors;
using Berth.Engine.Observability;
using Berth.Engine.Specs;
using Berth.Images;
using Berth.Linux;
using Berth.Runtime.Monitor;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers.Starting;

/// <summary>
/// Makes a container run. Steps, each undone in reverse when a later one fails, so that a failed start leaves nothing behind:
/// <list type="number">
/// <item>Bundle: an empty directory for spec, socket and exit file.</item>
/// <item>Root filesystem: the snapshot is mounted, the volumes that have options, and the memory that it shares.</item>
/// <item>Network: a namespace that is wired up, its ports published.</item>
/// <item>Files: <c>/etc/hostname</c>, <c>/etc/hosts</c>, <c>/etc/resolv.conf</c>.</item>
/// <item>Spec: <c>config.json</c>.</item>
/// <item>Monitor: the parent cgroup that was asked for, then the process, with the listening socket; it creates the container and says so.</item>
/// <item>Attach: clients that wait are connected and subscribed.</item>
/// <item>Start: the program is executed.</item>
/// </list>
/// </summary>
internal sealed partial class ContainerStarter(
    EnginePaths paths, Snapshots snapshots, ContainerMounts mounts, NetworkJoiner networks, UserNamespaces users, SharedMemory memory, CgroupParents cgroups, SpecWriter specs, MonitorSpawner monitors, TimeProvider time, ILogger<ContainerStarter> log)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>How long a monitor may take to end once its container was killed.</summary>
    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(10);

    /// <summary>The memory that containers share: given back where their other things are.</summary>
    public SharedMemory Memory => memory;

    /// <summary>The cgroups that containers are put below, likewise.</summary>
    public CgroupParents Cgroups => cgroups;

    /// <exception cref="ContainerStartException">A step failed; what the steps before it made is gone.</exception>
    public async Task<StartedContainer> StartAsync(Container container, CancellationToken cancellation)
    {
        using System.Diagnostics.Activity? span = EngineTrace.Start("container.start", "container.id", container.Id);
        var undo = new UndoStack();
        var times = new StepTimes(time);
        try
        {
            StartedContainer started = await RunStepsAsync(container, undo, times, cancellation);
            undo.Commit();
            LogStarted(container.Id, times);
            return started;
        }
        catch (Exception e)
        {
            span.Fail(e);
            var reason = ContainerStartException.From(e, paths.Bundle(container.Id));
            LogStartFailed(container.Id, times, reason.Message);
            await undo.UnwindAsync((what, failure) => LogUndoFailed(container.Id, what, failure));
            throw reason;
        }
    }

    private async Task<StartedContainer> RunStepsAsync(
        Container container, UndoStack undo, StepTimes times, CancellationToken cancellation)
    {
        string id = container.Id;
        ContainerRecord record = container.Record;

        // 1. Bundle. What an earlier run left in it is of no use to anybody.
        string bundle = paths.Bundle(id);
        EngineDirectory.Remove(bundle);
        Directory.CreateDirectory(bundle, OwnerOnly);
        undo.Push("bundle", () => EngineDirectory.Remove(bundle));
        Failpoint.Hit("start.bundle");

        // 2. Root filesystem: a mount that only the container will have. Ours is closed when the monitor has it.
        using UserNamespace? user = users.Prepare(record);
        using Fd root = snapshots.OpenRoot(id, expendable: record.HostConfig.AutoRemove, users.LayersOf(record));
        undo.Push("volumes", () => mounts.Detach(record));
        IReadOnlyList<ContainerMount> attached = mounts.Attach(record);
        memory.Mount(record, users.RootOf(record));
        undo.Push("shared memory", () => memory.Release(id));
        times.Mark("rootfs");
        Failpoint.Hit("start.mounted");

        // 3. Network. The held sockets are the monitor's to keep: ours are closed when it has them.
        using JoinedNetwork network = networks.Join(record, user?.Network);
        undo.Push("network", () => networks.Leave(record));
        times.Mark("network");
        Failpoint.Hit("start.connected");

        // 4. and 5. Files and spec.
        Explain(id, specs.Write(record with { Mounts = attached }, root, network, user));
        times.Mark("spec");

        // 6. Monitor.
        undo.Push("parent cgroup", () => cgroups.Release(record));
        cgroups.Prepare(record);
        monitors.Start(new MonitorLaunch
        {
            Directory = bundle,
            Arguments = specs.MonitorArguments(record, network),
            Root = root,
            HeldSockets = [.. network.HeldSockets, .. network.NameSockets],
        });
        Failpoint.Hit("start.spawned");
        MonitorConnection monitor = await MonitorConnection.OpenAsync(bundle, cancellation);
        undo.Push("monitor", () => KillAsync(monitor));
        times.Mark("spawn");
        await AwaitStateAsync(monitor, MonitorState.Created, cancellation);
        mounts.Settle(id);
        times.Mark("create");
        Failpoint.Hit("start.created");

        // 7. Attach.
        await container.Lobby.AdmitAsync(bundle, cancellation);
        times.Mark("attach");

        // 8. Start.
        await monitor.StartAsync(cancellation);
        MonitorStatus status = await AwaitStateAsync(monitor, MonitorState.Running, cancellation);
        times.Mark("start");
        Failpoint.Hit("start.running");
        return new StartedContainer(monitor, status, network.Endpoints, network.Record);
    }

    /// <summary>Reads statuses until the container is where it shall be, or has already gone past it.</summary>
    internal static async Task<MonitorStatus> AwaitStateAsync(
        MonitorConnection monitor, MonitorState state, CancellationToken cancellation)
    {
        while (await monitor.ReceiveStatusAsync(cancellation) is { } status)
        {
            if (status.State == MonitorState.Failed)
            {
                throw ContainerStartException.Of(status);
            }

            if (status.State >= state)
            {
                return status;
            }
        }

        throw new ContainerStartException(
            ContainerStartException.DaemonError, "OCI runtime create failed: the monitor ended before the container was created", new EndOfStreamException());
    }

    /// <summary>Kills what a monitor has made and waits until it has cleaned up.</summary>
    internal static async ValueTask KillAsync(MonitorConnection monitor)
    {
        await using (monitor)
        {
            using var patience = new CancellationTokenSource(s_killPatience);
            try
            {
                await monitor.SignalAsync(Signals.Kill, patience.Token);
                while (await monitor.ReceiveAsync(patience.Token) is not null)
                {
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // It is gone already, or stopped: then the runtime cleans up what it has made.
            }
        }
    }

    /// <summary>
    /// Removes what a container left whose monitor was killed: the runtime kills what is left of it, and takes its cgroup and state away.
    /// </summary>
    public async Task CleanUpAfterLostMonitorAsync(string id)
    {
        LogLostMonitor(id);
        await monitors.DeleteAsync(id);
    }

    private void Explain(string id, Oci.Runtime.Spec spec)
    {
        if (log.IsEnabled(LogLevel.Debug))
        {
            LogMounts(id, SpecText.Mounts(spec));
            LogRules(id, SpecText.Rules(spec));
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} mounts {Mounts}")]
    private partial void LogMounts(string id, string mounts);

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} runs under {Rules}")]
    private partial void LogRules(string id, string rules);

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} did not start, and what was made for it is undone, after {Times}: {Reason}")]
    private partial void LogStartFailed(string id, StepTimes times, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "container {Id} started: {Times}")]
    private partial void LogStarted(string id, StepTimes times);

    [LoggerMessage(Level = LogLevel.Warning, Message = "container {Id}: its monitor is gone without a word; it is killed")]
    private partial void LogLostMonitor(string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id}: could not undo {What} after a failed start")]
    private partial void LogUndoFailed(string id, string what, Exception error);
}
