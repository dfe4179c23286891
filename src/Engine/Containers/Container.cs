using Berth.Engine.Concurrency;
using Berth.Engine.Containers.Attaching;
using Berth.Engine.Containers.Restarting;
using Berth.Engine.Exec;
using Berth.Engine.Health;
using Berth.Engine.Monitors;

namespace Berth.Engine.Containers;

/// <summary>
/// A container that this daemon knows: its record, and what lives only as long as the daemon. The record is read without a lock
/// and replaced under <see cref="Lock"/>; no request for one container waits for another.
/// </summary>
internal sealed class Container(ContainerRecord record)
{
    private ContainerRecord _record = record;

    public string Id { get; } = record.Id;

    /// <summary>Held by whoever changes the container's state.</summary>
    public AsyncLock Lock { get; } = new();

    public ContainerRecord Record
    {
        get => Volatile.Read(ref _record);
        set => Volatile.Write(ref _record, value);
    }

    public ContainerState State => Record.State;

    /// <summary>The control connection to the monitor, while the container runs.</summary>
    public MonitorConnection? Monitor { get; set; }

    /// <summary>Completes when the monitor of the last run is gone and all it held is given back.</summary>
    public Task Gone { get; set; } = Task.CompletedTask;

    /// <summary>Clients that attached before the start.</summary>
    public AttachLobby Lobby { get; } = new();

    public ExecTable Execs { get; } = new();

    /// <summary>Frozen while it is paused, and while a commit reads its files.</summary>
    public ContainerFreezer Freezer { get; } = new();

    /// <summary>Its health checks, while it runs and is not paused.</summary>
    public HealthWatch? Health { get; set; }

    public ExitSignal Exited { get; } = new();

    public ExitSignal Removed { get; } = new();

    /// <summary>Its start to come, while it is restarting.</summary>
    public PendingRestart? PendingRestart { get; set; }

    /// <summary>The wait before its last start; zero: its owner started it.</summary>
    public TimeSpan RestartDelay { get; set; }

    /// <summary>It is being stopped because it has become unhealthy.</summary>
    public bool StoppedUnhealthy { get; set; }

    /// <summary>Its owner stops it to start it again: its policy has no say, and one that is removed when it ends stays.</summary>
    public bool IsRestarting { get; set; }

    /// <summary>Set, once, by whoever removes the container.</summary>
    public bool RemovalInProgress { get; set; }

    /// <summary>The name as clients are told it.</summary>
    public string DisplayName => "/" + Record.Name;
}
