using System.Net;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Auditing;

/// <summary>
/// The audit log in the registry's database; the newest <see cref="Kept"/> entries stay. Entries are written behind the caller's back, in the next
/// transaction of the write queue.
/// </summary>
internal sealed class SqliteAuditLog(RegistryDatabase database, TimeProvider time, ILogger<SqliteAuditLog> logger) : IAuditLog
{
    /// <summary>Entries.</summary>
    public const int Kept = 100_000;

    /// <summary>Entries that wait to be written, at most; a flood of failed log-ins must not fill the memory.</summary>
    private const int MostWaiting = 4096;

    private const int EntriesBetweenTrims = 256;

    private int _waiting;
    private int _written;

    public void Record(string action, string? actor, IPAddress? from, string target, string outcome)
    {
        var entry = new AuditEntry(
            0, time.GetUtcNow(), action, actor is null ? null : AuditText.Clean(actor), from?.ToString(), AuditText.Clean(target), AuditText.Clean(outcome));
        AuditLogMessages.Recorded(logger, action, entry.Target, entry.Actor ?? "-", entry.Address ?? "-", entry.Outcome);
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return;
        }

        _ = WriteAsync(entry);
    }

    /// <summary>Newest first.</summary>
    /// <param name="actor">Only what this user did; null: everybody.</param>
    public static IReadOnlyList<AuditEntry> List(RegistryDatabase database, string? actor, int count) => database.Read(session => session.Query(
        """
        SELECT id, at, action, actor, address, target, outcome FROM audit_log
        WHERE $actor IS NULL OR actor = $actor ORDER BY id DESC LIMIT $count
        """,
        static row => new AuditEntry(
            row.GetInt64(0),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetString(5),
            row.GetString(6)),
        ("$actor", actor), ("$count", count)));

    /// <summary>Adds an entry in a transaction of the caller's.</summary>
    public static void Insert(SqliteSession session, AuditEntry entry) => session.Execute(
        "INSERT INTO audit_log(at, action, actor, address, target, outcome) VALUES($at, $action, $actor, $address, $target, $outcome)",
        ("$at", entry.At.ToUnixTimeMilliseconds()), ("$action", entry.Action), ("$actor", entry.Actor), ("$address", entry.Address),
        ("$target", entry.Target), ("$outcome", entry.Outcome));

    private async Task WriteAsync(AuditEntry entry)
    {
        try
        {
            bool trims = Interlocked.Increment(ref _written) % EntriesBetweenTrims == 0;
            await database.WriteLazilyAsync(session =>
            {
                Insert(session, entry);
                return trims ? session.Execute("DELETE FROM audit_log WHERE id <= (SELECT MAX(id) FROM audit_log) - $kept", ("$kept", Kept)) : 0;
            });
        }
        catch (Exception e)
        {
            AuditLogMessages.NotWritten(logger, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
