using System.Net;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>All that the decision about a log-in needs, read at once.</summary>
/// <param name="AddressBlockedUntil">The address's delay; null: none.</param>
/// <param name="UserBlockedUntil">The user's, for addresses they have not logged in from; null: none.</param>
/// <param name="PasswordHash">Null: there is no such user.</param>
internal sealed record LoginState(
    DateTimeOffset? AddressBlockedUntil, DateTimeOffset? UserBlockedUntil, string? PasswordHash, long Revision, bool IsAdministrator)
{
    public static LoginState Read(RegistryDatabase database, string user, IPAddress? from) => database.Read(session => session.First(
        """
        SELECT (SELECT blocked_until FROM login_failures WHERE key = $addressKey),
               (SELECT blocked_until FROM login_failures WHERE key = $userKey
                AND NOT EXISTS(SELECT 1 FROM login_addresses a WHERE a.user = $user AND a.address = $address)),
               u.password_hash, u.revision, u.is_administrator
        FROM (SELECT 1) LEFT JOIN users u ON u.name = $user
        """,
        static row => new LoginState(
            row.IsDBNull(0) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
            row.IsDBNull(1) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.IsDBNull(3) ? 0 : row.GetInt64(3),
            !row.IsDBNull(4) && row.GetInt64(4) != 0),
        ("$addressKey", LoginThrottle.AddressKey(from)), ("$userKey", LoginThrottle.UserKey(user)), ("$user", user),
        ("$address", ClientAddress.Of(from)))!);
}
