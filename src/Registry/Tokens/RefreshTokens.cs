using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Tokens;

/// <summary>
/// Refresh tokens: what a client keeps after a log-in in the place of the password. One is good for <see cref="Life"/> after its last use, and ends with the
/// password or the personal access token it was made with, and with its user.
/// </summary>
internal sealed class RefreshTokens(RegistryDatabase database, TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private const int MostOfOneUser = 200;
    private const int MaxClient = 100;

    private static readonly TimeSpan s_usedAtSteps = TimeSpan.FromHours(1);

    /// <param name="caller">Who has logged in.</param>
    /// <param name="client">What the client calls itself, e.g. <c>docker</c>.</param>
    public async ValueTask<string> CreateAsync(Caller caller, string client)
    {
        string secret = RandomSecret.New(RandomSecret.RefreshToken);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        string name = client.Length > MaxClient ? client[..MaxClient] : client;
        await database.WriteAsync(session =>
        {
            session.Execute("DELETE FROM refresh_tokens WHERE expires_at <= $now", ("$now", now));
            session.Execute(
                """
                INSERT INTO refresh_tokens(hash, user, access_token, client, created_at, expires_at, used_at)
                SELECT $hash, u.name, $accessToken, $client, $now, $expires, $now FROM users u WHERE u.name = $user AND u.revision = $revision
                """,
                ("$hash", RandomSecret.Hash(secret)), ("$user", caller.User), ("$revision", caller.Login?.Revision),
                ("$accessToken", caller.Login?.AccessToken), ("$client", name), ("$now", now), ("$expires", now + (long)Life.TotalMilliseconds));
            return session.Execute(
                """
                DELETE FROM refresh_tokens WHERE hash IN
                    (SELECT hash FROM refresh_tokens WHERE user = $user ORDER BY used_at DESC LIMIT -1 OFFSET $most)
                """,
                ("$user", caller.User), ("$most", MostOfOneUser));
        });
        return secret;
    }

    /// <summary>Whose it is; null: it is not good.</summary>
    public async ValueTask<Caller?> CheckAsync(string secret)
    {
        if (!RandomSecret.IsOne(secret, RandomSecret.RefreshToken))
        {
            return null;
        }

        byte[] hash = RandomSecret.Hash(secret);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Found? found = database.Read(session => session.First(
            """
            SELECT u.name, u.is_administrator, u.revision, r.access_token, COALESCE(t.is_read_only, 0), r.used_at
            FROM refresh_tokens r JOIN users u ON u.name = r.user LEFT JOIN access_tokens t ON t.id = r.access_token
            WHERE r.hash = $hash AND r.expires_at > $now AND (t.expires_at IS NULL OR t.expires_at > $now)
            """,
            static row => new Found(
                row.GetString(0), row.GetInt64(1) != 0, row.GetInt64(2), row.IsDBNull(3) ? null : row.GetInt64(3), row.GetInt64(4) != 0, row.GetInt64(5)),
            ("$hash", hash), ("$now", now)));
        if (found is null)
        {
            return null;
        }

        if (found.UsedAt < now - (long)s_usedAtSteps.TotalMilliseconds)
        {
            await database.WriteLazilyAsync(session => session.Execute(
                "UPDATE refresh_tokens SET used_at = $now, expires_at = $expires WHERE hash = $hash",
                ("$now", now), ("$expires", now + (long)Life.TotalMilliseconds), ("$hash", hash)));
        }

        return new Caller(found.User, found.IsAdministrator) { Login = new Login(found.Revision, found.AccessToken, found.IsReadOnly) };
    }

    /// <summary>
    /// Ends all of a user's, and what was made by them or beside them: bearer tokens and sessions of the web page. Whoever has logged in has to do it again.
    /// </summary>
    /// <returns>How many there were.</returns>
    public async ValueTask<int> RevokeAllAsync(string user) => await database.WriteAsync(session =>
    {
        session.Execute("UPDATE users SET revision = $revision WHERE name = $user", ("$revision", SqliteAccounts.NewRevision()), ("$user", user));
        return session.Execute("DELETE FROM refresh_tokens WHERE user = $user", ("$user", user));
    });

    /// <summary>How many a user has.</summary>
    public int Count(string user) => database.Read(session => session.First(
        "SELECT COUNT(*) FROM refresh_tokens WHERE user = $user", static row => row.GetInt32(0), ("$user", user)));

    private sealed record Found(string User, bool IsAdministrator, long Revision, long? AccessToken, bool IsReadOnly, long UsedAt);
}
