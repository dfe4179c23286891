namespace Berth.Registry.Auditing;

/// <summary>A line of the audit log; see <see cref="IAuditLog.Record"/>.</summary>
/// <param name="Address">The client's; null on the registry's own machine.</param>
internal sealed record AuditEntry(long Id, DateTimeOffset At, string Action, string? Actor, string? Address, string Target, string Outcome);
