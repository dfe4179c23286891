using Berth.Registry.Errors;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>
/// How rows that the collection takes after the grace period (a link's and an upload's <c>touched_at</c>) are kept for another one by asking for them. It
/// is written only where half of the period has passed: most answers write nothing, and at least the other half is left after any answer. The answer waits
/// for that write, which finds the row in its own transaction: either the collection sees the new time, or the row has gone and the answer is that it has.
/// </summary>
internal sealed class Freshness(RegistryDatabase database, TimeProvider time, TimeSpan gracePeriod)
{
    /// <summary>Milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Keeps a row that was last touched at a time.</summary>
    /// <param name="update">Sets <c>touched_at</c> of one row, given now, and says how many rows that was.</param>
    /// <returns>False: it has gone.</returns>
    public bool Keep(long touchedAt, Func<SqliteSession, long, int> update)
    {
        long now = Now;
        if (touchedAt > now - (long)(gracePeriod.TotalMilliseconds / 2))
        {
            return true;
        }

        try
        {
            return database.WriteLazilyAsync(session => update(session, now)).GetAwaiter().GetResult() == 1;
        }
        catch (RegistryException e) when (e.Code == ErrorCode.Unavailable)
        {
            // A registry whose disk is full still hands out what it has.
            return true;
        }
    }
}
