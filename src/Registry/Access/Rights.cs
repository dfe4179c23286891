using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;
using Berth.Registry.Tokens;

namespace Berth.Registry.Access;

/// <summary>
/// What callers may do, asked of the database each time: a right that was taken away is gone with the next request, in every process. The limits of what they
/// logged in with (a token's scopes, a personal access token for reading) come on top.
/// </summary>
internal sealed class Rights(RegistryDatabase database, TimeProvider time)
{
    private const string AllowedSql =
        $"""
        SELECT COALESCE((SELECT CASE WHEN u.is_administrator THEN 3 ELSE {SqliteGrants.RightOfUser} END FROM users u WHERE u.name = $user), 0),
               COALESCE((SELECT is_public FROM repositories WHERE name = $repository), 0)
        """;

    private const string StandingSql =
        """
        SELECT u.revision, u.is_administrator,
               EXISTS(SELECT 1 FROM token_keys WHERE id = $key AND (retired_at IS NULL OR retired_at > $keysSince)),
               $token IS NULL OR EXISTS(
                   SELECT 1 FROM access_tokens WHERE id = $token AND user = $user AND (expires_at IS NULL OR expires_at > $now))
        FROM (SELECT 1) LEFT JOIN users u ON u.name = $user
        """;

    /// <summary>What a caller may do in a repository, whether it is there or not.</summary>
    public RepositoryActions Allowed(Caller caller, RepositoryName repository)
    {
        string name = repository.ToString();
        (RepositoryRight right, bool isPublic) = database.Read(session => session.First(
            AllowedSql,
            static row => ((RepositoryRight)row.GetInt64(0), row.GetInt64(1) != 0),
            ("$user", caller.User), ("$repository", name), ("$namespace", repository.Namespace)));
        return Limit(Of(right, isPublic), caller, name);
    }

    /// <summary>The caller that a bearer token makes; null: its key, user, their password or its access token holds no more.</summary>
    public Caller? Standing(BearerToken token, long keysSince)
    {
        Stand stand = database.Read(session => session.First(
            StandingSql,
            static row => new Stand(row.IsDBNull(0) ? null : row.GetInt64(0), !row.IsDBNull(1) && row.GetInt64(1) != 0, row.GetInt64(2) != 0 && row.GetInt64(3) != 0),
            ("$key", token.KeyId), ("$keysSince", keysSince), ("$token", token.AccessToken), ("$user", token.User),
            ("$now", time.GetUtcNow().ToUnixTimeMilliseconds())));
        if (!stand.Holds || (token.User is not null && stand.Revision != token.Revision))
        {
            return null;
        }

        return new Caller(token.User, stand.IsAdministrator)
        {
            Grants = token.Access,
            Login = token.User is null ? null : new Login(token.Revision, token.AccessToken, IsReadOnly: false),
        };
    }

    private static RepositoryActions Of(RepositoryRight right, bool isPublic) => right switch
    {
        RepositoryRight.Admin => RepositoryActions.All,
        RepositoryRight.Write => RepositoryActions.Pull | RepositoryActions.Push,
        RepositoryRight.Read => RepositoryActions.Pull,
        _ => isPublic ? RepositoryActions.Pull : RepositoryActions.None,
    };

    private static RepositoryActions Limit(RepositoryActions actions, Caller caller, string repository)
    {
        if (caller.Login is { IsReadOnly: true })
        {
            actions &= RepositoryActions.Pull;
        }

        if (caller.Grants is null)
        {
            return actions;
        }

        RepositoryActions given = RepositoryActions.None;
        foreach (TokenAccess access in caller.Grants)
        {
            if (access.Type == TokenAccess.Repository && access.Name == repository)
            {
                given |= TokenScope.Actions(access.Actions);
            }
        }

        return actions & given;
    }

    private readonly record struct Stand(long? Revision, bool IsAdministrator, bool Holds);
}
