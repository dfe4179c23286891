namespace Berth.Registry.Auditing;

/// <summary>The audit log's lines in the structured log.</summary>
internal static partial class AuditLogMessages
{
    [LoggerMessage(Level = LogLevel.Information, Message = "audit: {Action} {Target} by {Actor} from {Address}: {Outcome}")]
    public static partial void Recorded(ILogger logger, string action, string target, string actor, string address, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the audit log could not be written: {Reason}")]
    public static partial void NotWritten(ILogger logger, string reason);
}
