using Berth.Runtime.Monitor;

namespace Berth.Engine.Containers;

/// <summary>A container's state as it is persisted. Each transition gives a new one.</summary>
public sealed record ContainerState
{
    /// <summary>The code of a container whose monitor was lost, as dockerd gives it.</summary>
    public const int LostExitCode = 255;

    public ContainerStatus Status { get; set; } = ContainerStatus.Created;

    /// <summary>The init on the host; 0 while it does not run.</summary>
    public int Pid { get; init; }

    public int ExitCode { get; init; }

    /// <summary>Why the last start failed, or empty.</summary>
    public string Error { get; set; } = "";

    public bool OomKilled { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>While it is being removed: its anonymous volumes go too.</summary>
    public bool RemovesVolumes { get; init; }

    /// <summary>Null where it was never started, or has no health checks.</summary>
    public HealthRecord? Health { get; init; }

    /// <summary>There is a process.</summary>
    public bool IsAlive => Status is ContainerStatus.Running or ContainerStatus.Paused;

    /// <summary>It runs, or will again by itself: what clients are told is running.</summary>
    public bool IsActive => IsAlive || Status == ContainerStatus.Restarting;

    /// <summary>How long the run was that has ended; never negative, whatever became of the clock.</summary>
    public TimeSpan LastRun => this is { StartedAt: { } started, FinishedAt: { } finished } && finished > started ? finished - started : TimeSpan.Zero;

    public string StatusName => Status.ToString().ToLowerInvariant();

    /// <summary>The program was executed.</summary>
    /// <param name="status">What its monitor says.</param>
    /// <param name="now">When that was, where the monitor does not say.</param>
    /// <param name="checksHealth">The container has health checks.</param>
    public ContainerState Started(MonitorStatus status, DateTimeOffset now, bool checksHealth = false) => new()
    {
        Status = ContainerStatus.Running,
        Pid = status.Pid,
        StartedAt = status.StartedAt ?? now,
        FinishedAt = FinishedAt,
        Health = checksHealth ? (Health ?? new HealthRecord()).Started() : null,
    };

    /// <summary>The program could not be executed: the container stays as it was before, with the reason.</summary>
    public ContainerState StartFailed(int exitCode, string error, DateTimeOffset now) => this with
    {
        Status = StartedAt is null ? ContainerStatus.Created : ContainerStatus.Exited,
        Pid = 0,
        ExitCode = exitCode,
        Error = error,
        FinishedAt = StartedAt is null ? FinishedAt : now,
    };

    /// <summary>The program ended as <paramref name="status"/> says.</summary>
    public ContainerState Exited(MonitorStatus status, DateTimeOffset now) => this with
    {
        Status = ContainerStatus.Exited,
        Pid = 0,
        ExitCode = status.ExitCode ?? LostExitCode,
        Error = status.Error ?? "",
        OomKilled = status.OomKilled,
        StartedAt = StartedAt ?? status.StartedAt,
        FinishedAt = status.FinishedAt ?? now,
        Health = Health?.Ended(),
    };

    /// <summary>Nobody knows how the program ended: its monitor was killed, or the machine went down.</summary>
    public ContainerState Lost(int exitCode, DateTimeOffset now) => this with
    {
        Status = ContainerStatus.Exited,
        Pid = 0,
        ExitCode = exitCode,
        FinishedAt = now,
        Health = Health?.Ended(),
    };
}
