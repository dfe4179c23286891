namespace Berth.Registry.Web.Sessions;

/// <summary>How long a log-in lasts.</summary>
internal static class SessionRules
{
    /// <summary>Without a request.</summary>
    public static TimeSpan Idle { get; } = TimeSpan.FromHours(12);

    /// <summary>However much it is used.</summary>
    public static TimeSpan Absolute { get; } = TimeSpan.FromDays(14);

    /// <summary>How much later than the last recorded use a request is recorded as use: not every page is a write.</summary>
    public static TimeSpan Recorded { get; } = TimeSpan.FromMinutes(5);

    public static bool IsAlive(Session session, DateTimeOffset now) => now < session.CreatedAt + Absolute && now < session.SeenAt + Idle;

    public static bool ShouldRecord(Session session, DateTimeOffset now) => now >= session.SeenAt + Recorded;
}
