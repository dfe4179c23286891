namespace Berth.EngineApi.Containers;

/// <summary>Where a container is in its life (Engine API <c>ContainerState</c>). Times are RFC 3339 with nanoseconds; year 1 is never.</summary>
public sealed record ContainerState
{
    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public string Status { get => field ?? ""; init; }

    public bool Running { get; init; }

    public bool Paused { get; init; }

    public bool Restarting { get; init; }

    public bool OOMKilled { get; init; }

    public bool Dead { get; init; }

    public int Pid { get; init; }

    public int ExitCode { get; init; }

    public string Error { get => field ?? ""; init; }

    public string StartedAt { get => field ?? ""; init; }

    public string FinishedAt { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Health? Health { get; init; }
}

/// <summary>What the health checks found.</summary>
public sealed record Health
{
    /// <summary><c>none</c>, <c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</summary>
    public string Status { get => field ?? ""; init; }

    public int FailingStreak { get; init; }

    public IReadOnlyList<HealthcheckResult>? Log { get; init; }
}

/// <summary>One run of a health check.</summary>
public sealed record HealthcheckResult
{
    public string Start { get => field ?? ""; init; }

    public string End { get => field ?? ""; init; }

    public int ExitCode { get; init; }

    public string Output { get => field ?? ""; init; }
}
