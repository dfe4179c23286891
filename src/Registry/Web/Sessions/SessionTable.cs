using Berth.Registry.Metadata.Sqlite;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Web.Sessions;

/// <summary>The log-ins in the registry's database: any process with it knows them.</summary>
internal sealed class SessionTable(RegistryDatabase database, TimeProvider time) : ISessions
{
    // A session of an earlier password, or of an earlier user of the name, is none.
    private const string Select =
        """
        SELECT s.id, s.user, u.is_administrator, s.created_at, s.seen_at, s.address, s.browser
        FROM web_sessions s JOIN users u ON u.name = s.user AND u.revision = s.revision
        """;

    // A user who logs in over and over loses the oldest.
    private const int MostOfAUser = 50;

    public async ValueTask BeginAsync(SessionSecret secret, NewSession session)
    {
        byte[] hash = secret.Hash;
        long now = Now();
        await database.WriteAsync(tables =>
        {
            tables.Execute(
                "DELETE FROM web_sessions WHERE created_at < $created OR seen_at < $seen",
                ("$created", now - (long)SessionRules.Absolute.TotalMilliseconds), ("$seen", now - (long)SessionRules.Idle.TotalMilliseconds));
            tables.Execute(
                "DELETE FROM web_sessions WHERE user = $user AND id NOT IN (SELECT id FROM web_sessions WHERE user = $user ORDER BY seen_at DESC LIMIT $most)",
                ("$user", session.User), ("$most", MostOfAUser - 1));
            return tables.Execute(
                """
                INSERT INTO web_sessions(hash, user, revision, created_at, seen_at, address, browser)
                VALUES($hash, $user, $revision, $now, $now, $address, $browser)
                """,
                ("$hash", hash), ("$user", session.User), ("$revision", session.Revision), ("$now", now), ("$address", session.Address), ("$browser", session.Browser));
        });
    }

    public Session? Find(SessionSecret secret)
    {
        byte[] hash = secret.Hash;
        Session? found = database.Read(tables => tables.First($"{Select} WHERE s.hash = $hash", Row, ("$hash", hash)));
        DateTimeOffset now = time.GetUtcNow();
        if (found is null || !SessionRules.IsAlive(found, now))
        {
            return null;
        }

        if (SessionRules.ShouldRecord(found, now))
        {
            // Nobody waits for it: a use that is not recorded ends the session earlier, no more.
            _ = database.WriteLazilyAsync(tables => tables.Execute(
                "UPDATE web_sessions SET seen_at = $now WHERE id = $id", ("$now", now.ToUnixTimeMilliseconds()), ("$id", found.Id)));
        }

        return found;
    }

    public IReadOnlyList<Session> List(string user)
    {
        DateTimeOffset now = time.GetUtcNow();
        return [.. database.Read(tables => tables.Query(
            $"{Select} WHERE s.user = $user ORDER BY s.seen_at DESC, s.id DESC LIMIT $most", Row, ("$user", user), ("$most", MostOfAUser)))
            .Where(session => SessionRules.IsAlive(session, now))];
    }

    public async ValueTask<bool> EndAsync(string user, long id) => await database.WriteAsync(tables => tables.Execute(
        "DELETE FROM web_sessions WHERE user = $user AND id = $id", ("$user", user), ("$id", id))) > 0;

    public async ValueTask EndAllAsync(string user, long? except) => await database.WriteAsync(tables => tables.Execute(
        "DELETE FROM web_sessions WHERE user = $user AND id IS NOT $except", ("$user", user), ("$except", except)));

    private static Session Row(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2) != 0, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), row.GetString(5), row.GetString(6));

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
