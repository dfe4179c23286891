using System.Net;
using Berth.Registry.Errors;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>
/// Slows down whoever guesses passwords. The state is in the database: all processes of a registry count together.
/// <para>
/// An address that fails waits longer each time. So does a user's name, whoever tries it and whether there is such a user, because a guesser may have
/// many addresses. But a stranger must not be able to lock a user out: the delay of a name is at most a minute, and where a user has logged in before, neither
/// it nor the address's counts, only failures at that name from that address.
/// </para>
/// </summary>
internal sealed class LoginThrottle(RegistryDatabase database, TimeProvider time)
{
    /// <summary>Addresses remembered of one user.</summary>
    private const int MostAddresses = 20;

    private const int FailuresBetweenTrims = 64;

    /// <summary>What is older is worth nothing under any policy.</summary>
    private static readonly TimeSpan s_failuresKept = TimeSpan.FromDays(1);

    /// <summary>Names and addresses with failures, at most; the oldest go.</summary>
    private const int MostKept = 100_000;

    private int _failures;

    public static string UserKey(string user) => $"user:{user}";

    /// <summary>Of a user at an address they have logged in from.</summary>
    public static string KnownKey(string user, IPAddress? from) => $"known:{user}@{ClientAddress.Of(from)}";

    public static string AddressKey(IPAddress? from) => $"address:{ClientAddress.Of(from)}";

    public static string RegistrationKey(IPAddress? from) => $"registration:{ClientAddress.Of(from)}";

    /// <exception cref="RegistryException">It is not over yet.</exception>
    public void Check(DateTimeOffset? blockedUntil)
    {
        TimeSpan left = (blockedUntil ?? default) - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            throw new RegistryException(ErrorCode.TooManyRequests, "too many failed log-ins, try again later") { RetryAfter = left };
        }
    }

    /// <summary>When the next attempt is looked at; null: now.</summary>
    public DateTimeOffset? BlockedUntil(string key) => database.Read(session => session.First<DateTimeOffset?>(
        "SELECT blocked_until FROM login_failures WHERE key = $key",
        static row => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), ("$key", key)));

    /// <summary>Counts a failure under each of some keys; done before the answer is sent, so that the next attempt meets it.</summary>
    public async ValueTask RaiseAsync(params IReadOnlyList<(string Key, ThrottlePolicy Policy)> keys)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool trims = Interlocked.Increment(ref _failures) % FailuresBetweenTrims == 0;
        await database.WriteLazilyAsync(session =>
        {
            foreach (var (key, policy) in keys)
            {
                Raise(session, key, policy, now);
            }

            return trims ? Trim(session, now) : 0;
        });
    }

    /// <summary>Remembers from where a user has logged in.</summary>
    public async ValueTask RememberAsync(string user, IPAddress? from)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteLazilyAsync(session =>
        {
            session.Execute(
                """
                INSERT INTO login_addresses(user, address, seen_at) SELECT name, $address, $now FROM users WHERE name = $user
                ON CONFLICT(user, address) DO UPDATE SET seen_at = $now
                """,
                ("$user", user), ("$address", ClientAddress.Of(from)), ("$now", now));
            return session.Execute(
                """
                DELETE FROM login_addresses WHERE user = $user AND address NOT IN
                    (SELECT address FROM login_addresses WHERE user = $user ORDER BY seen_at DESC LIMIT $most)
                """,
                ("$user", user), ("$most", MostAddresses));
        });
    }

    private static void Raise(SqliteSession session, string key, ThrottlePolicy policy, DateTimeOffset now)
    {
        FailureLevel level = session.First(
            "SELECT level, updated_at, blocked_until FROM login_failures WHERE key = $key",
            static row => new FailureLevel(
                row.GetDouble(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))),
            ("$key", key));
        FailureLevel raised = level.Raise(now, policy);
        session.Execute(
            """
            INSERT INTO login_failures(key, level, updated_at, blocked_until) VALUES($key, $level, $now, $until)
            ON CONFLICT(key) DO UPDATE SET level = $level, updated_at = $now, blocked_until = $until
            """,
            ("$key", key), ("$level", raised.Level), ("$now", now.ToUnixTimeMilliseconds()), ("$until", raised.BlockedUntil.ToUnixTimeMilliseconds()));
    }

    private static int Trim(SqliteSession session, DateTimeOffset now)
    {
        int old = session.Execute(
            "DELETE FROM login_failures WHERE updated_at < $before", ("$before", (now - s_failuresKept).ToUnixTimeMilliseconds()));
        return old + session.Execute(
            """
            DELETE FROM login_failures WHERE key IN
                (SELECT key FROM login_failures ORDER BY updated_at DESC LIMIT -1 OFFSET $most)
            """,
            ("$most", MostKept));
    }
}
