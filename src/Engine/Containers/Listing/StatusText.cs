namespace Berth.Engine.Containers.Listing;

/// <summary>The STATUS column: <c>Up 5 minutes</c>, <c>Exited (137) 2 hours ago</c>.</summary>
internal static class StatusText
{
    public static string Of(ContainerState state, DateTimeOffset now) => state.Status switch
    {
        ContainerStatus.Running => $"Up {Since(state.StartedAt, now)}{Health(state.Health)}",
        ContainerStatus.Paused => $"Up {Since(state.StartedAt, now)} (Paused)",
        ContainerStatus.Restarting => $"Restarting ({state.ExitCode}) {Since(state.FinishedAt, now)} ago",
        ContainerStatus.Exited => $"Exited ({state.ExitCode}) {Since(state.FinishedAt, now)} ago",
        ContainerStatus.Removing => "Removal In Progress",
        ContainerStatus.Dead => "Dead",
        _ => "Created",
    };

    private static string Health(HealthRecord? health) => health?.Status switch
    {
        null => "",
        HealthStatus.Starting => " (health: starting)",
        HealthStatus status => $" ({status.ToString().ToLowerInvariant()})",
    };

    private static string Since(DateTimeOffset? moment, DateTimeOffset now) => ElapsedText.Of(now - (moment ?? now));
}
