using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>Personal access tokens, in the registry's database, by the hash of their secrets.</summary>
internal sealed class SqliteAccessTokens(RegistryDatabase database, TimeProvider time) : IAccessTokens
{
    private const int MaxLabel = 100;
    private const int MostOfOneUser = 100;

    public IReadOnlyList<AccessToken> List(string user) => database.Read(session => session.Query(
        "SELECT id, label, created_at, expires_at, used_at, is_read_only FROM access_tokens WHERE user = $user ORDER BY id DESC",
        static row => new AccessToken(
            row.GetInt64(0),
            row.GetString(1),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
            row.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            row.GetInt64(5) != 0),
        ("$user", user)));

    public async ValueTask<(AccessToken Token, string Secret)> CreateAsync(string user, string label, DateTimeOffset? expires, bool isReadOnly = false)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (label.Length is 0 or > MaxLabel || label.Any(char.IsControl))
        {
            throw new AccountException(AccountError.TokenInvalid, $"a token's label has 1 to {MaxLabel} characters");
        }

        if (expires <= now)
        {
            throw new AccountException(AccountError.TokenInvalid, "a token cannot end in the past");
        }

        string secret = RandomSecret.New(RandomSecret.AccessToken);
        long id = await database.WriteAsync(session => Insert(session, user, label, secret, now, expires, isReadOnly));
        return (new AccessToken(id, label, now, expires, LastUsedAt: null, isReadOnly), secret);
    }

    public async ValueTask<bool> RevokeAsync(string user, long id) => await database.WriteAsync(session => session.Execute(
        "DELETE FROM access_tokens WHERE id = $id AND user = $user", ("$id", id), ("$user", user)) > 0);

    private static long Insert(
        SqliteSession session, string user, string label, string secret, DateTimeOffset now, DateTimeOffset? expires, bool isReadOnly)
    {
        SqliteAccounts.CheckExists(session, user);
        long count = session.First("SELECT COUNT(*) FROM access_tokens WHERE user = $user", static row => row.GetInt64(0), ("$user", user));
        if (count >= MostOfOneUser)
        {
            throw new AccountException(AccountError.TooManyTokens, $"a user has at most {MostOfOneUser} tokens");
        }

        return session.First(
            """
            INSERT INTO access_tokens(user, hash, label, is_read_only, created_at, expires_at)
            VALUES($user, $hash, $label, $readOnly, $now, $expires) RETURNING id
            """,
            static row => row.GetInt64(0),
            ("$user", user), ("$hash", RandomSecret.Hash(secret)), ("$label", label), ("$readOnly", isReadOnly ? 1 : 0),
            ("$now", now.ToUnixTimeMilliseconds()), ("$expires", expires?.ToUnixTimeMilliseconds()));
    }
}
