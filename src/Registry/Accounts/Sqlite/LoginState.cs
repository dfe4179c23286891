using System.Net;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>All that the decision about a log-in needs, read at once.</summary>
/// <param name="IsKnown">The user has logged in from this address before.</param>
/// <param name="BlockedUntil">Before that no password is looked at; null: no delay.</param>
/// <param name="PasswordHash">Null: there is no such user.</param>
internal sealed record LoginState(bool IsKnown, DateTimeOffset? BlockedUntil, string? PasswordHash, long Revision, bool IsAdministrator)
{
    private const string Sql =
        """
        SELECT k.is_known,
               CASE WHEN k.is_known
                   THEN (SELECT blocked_until FROM login_failures WHERE key = $knownKey)
                   ELSE (SELECT MAX(blocked_until) FROM login_failures WHERE key IN ($addressKey, $userKey)) END,
               u.password_hash, u.revision, u.is_administrator
        FROM (SELECT EXISTS(SELECT 1 FROM login_addresses WHERE user = $user AND address = $address) AS is_known) k
        LEFT JOIN users u ON u.name = $user
        """;

    public static LoginState Read(RegistryDatabase database, string user, IPAddress? from) => database.Read(session => session.First(
        Sql,
        static row => new LoginState(
            row.GetInt64(0) != 0,
            row.IsDBNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.IsDBNull(3) ? 0 : row.GetInt64(3),
            !row.IsDBNull(4) && row.GetInt64(4) != 0),
        ("$knownKey", LoginThrottle.KnownKey(user, from)), ("$addressKey", LoginThrottle.AddressKey(from)), ("$userKey", LoginThrottle.UserKey(user)),
        ("$user", user), ("$address", ClientAddress.Of(from)))!);
}
