using System.Net;

namespace Berth.Registry.Auditing;

/// <summary>Only logs: for a registry without accounts.</summary>
internal sealed class LoggedAuditLog(ILogger<LoggedAuditLog> logger) : IAuditLog
{
    public void Record(string action, string? actor, IPAddress? from, string target, string outcome) =>
        AuditLogMessages.Recorded(logger, action, AuditText.Clean(target), actor ?? "-", from?.ToString() ?? "-", AuditText.Clean(outcome));
}
