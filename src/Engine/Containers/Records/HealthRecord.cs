using Berth.Engine.Health;

namespace Berth.Engine.Containers;

/// <summary>
/// How healthy a container is, as it is persisted. Each transition gives a new one.
/// <code>
///              ┌──────────── success ────────────┐
///              │                                 ▼
/// starting ────┤            ┌───success───── healthy ◀─┐
///              │            │                    │     │ success
///              └─ failures ─┴─▶ as many in a row as Retries ─▶ unhealthy
/// </code>
/// While it starts, failures do not count before the start period is over.
/// </summary>
public sealed record HealthRecord
{
    /// <summary>Results that are kept, as many as dockerd keeps.</summary>
    private const int KeptResults = 5;

    public HealthStatus Status { get; set; } = HealthStatus.Starting;

    /// <summary>Failures in a row.</summary>
    public int FailingStreak { get; init; }

    /// <summary>The latest results, the oldest first.</summary>
    public IReadOnlyList<HealthResult> Log { get; set; } = [];

    /// <summary>The container was started, for the first time or again.</summary>
    public HealthRecord Started() => this with { Status = HealthStatus.Starting, FailingStreak = 0 };

    /// <summary>The container has ended: nothing that does not run is healthy.</summary>
    public HealthRecord Ended() => this with { Status = HealthStatus.Unhealthy };

    /// <summary>A check is over.</summary>
    /// <param name="result">Of the check.</param>
    /// <param name="settings">The container's.</param>
    /// <param name="startedAt">When the container was started.</param>
    public HealthRecord Checked(HealthResult result, HealthSettings settings, DateTimeOffset startedAt)
    {
        HealthRecord logged = this with { Log = [.. Log.TakeLast(KeptResults - 1), result] };
        if (result.ExitCode == 0)
        {
            return logged with { Status = HealthStatus.Healthy, FailingStreak = 0 };
        }

        if (Status == HealthStatus.Starting && result.Start - startedAt < settings.StartPeriod)
        {
            return logged;
        }

        int streak = FailingStreak + 1;
        return logged with { FailingStreak = streak, Status = streak >= settings.Retries ? HealthStatus.Unhealthy : Status };
    }
}
