using System.Security.Cryptography;
using Berth.Registry.Metadata.Sqlite;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>
/// The users, in the registry's database. A user's <c>revision</c> is a random number, another one after each change of the password and when all log-ins
/// are ended: what was made under an earlier one (a cached password, a bearer token, a session of the web page), also for an earlier user of that name, holds
/// no more.
/// </summary>
internal sealed class SqliteAccounts(RegistryDatabase database, TimeProvider time) : IAccounts
{
    private const string Columns = "name, is_administrator, created_at, revision";

    public static bool HasAny(RegistryDatabase database) =>
        database.Read(static session => session.First("SELECT EXISTS(SELECT 1 FROM users)", static row => row.GetInt64(0) != 0));

    public UserRecord? Find(string name) => database.Read(session =>
        session.First($"SELECT {Columns} FROM users WHERE name = $name", Row, ("$name", name)));

    public IReadOnlyList<UserRecord> List(string? last, int count) => database.Read(session => session.Query(
        $"SELECT {Columns} FROM users WHERE name > $last ORDER BY name LIMIT $count", Row, ("$last", last ?? ""), ("$count", count)));

    public async ValueTask<UserRecord> AddAsync(string name, string password, bool isAdministrator)
    {
        AccountName.Check(name);
        PasswordRule.Check(password);
        return await AddHashedAsync(name, PasswordHash.Make(password), isAdministrator, static _ => { });
    }

    /// <summary>Adds a user whose password's hash is there already.</summary>
    /// <param name="check">Looks at the tables first, in the same transaction, and throws where the user may not come to be.</param>
    /// <exception cref="AccountException">The name is none or taken.</exception>
    public async ValueTask<UserRecord> AddHashedAsync(string name, string hash, bool isAdministrator, Action<SqliteSession> check)
    {
        AccountName.Check(name);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var user = new UserRecord(name, isAdministrator, DateTimeOffset.FromUnixTimeMilliseconds(now), NewRevision());
        await database.WriteAsync(session =>
        {
            CheckFree(session, name);
            check(session);
            return Insert(session, user, hash);
        });
        return user;
    }

    /// <summary>Adds users with their hashes, all or none.</summary>
    /// <param name="replaces">Whether those that are there already get the new password.</param>
    /// <exception cref="AccountException">A name is taken.</exception>
    public async ValueTask ImportAsync(IReadOnlyList<HtpasswdEntry> entries, bool replaces)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        await database.WriteAsync(session =>
        {
            foreach (HtpasswdEntry entry in entries)
            {
                if (replaces && SetHash(session, entry.User, entry.Hash))
                {
                    continue;
                }

                CheckFree(session, entry.User);
                Insert(session, new UserRecord(entry.User, IsAdministrator: false, now, NewRevision()), entry.Hash);
            }

            return true;
        });
    }

    public async ValueTask<bool> SetPasswordAsync(string name, string password)
    {
        PasswordRule.Check(password);
        string hash = PasswordHash.Make(password);
        return await database.WriteAsync(session => SetHash(session, name, hash));
    }

    public async ValueTask<bool> SetAdministratorAsync(string name, bool isAdministrator) => await database.WriteAsync(session => session.Execute(
        "UPDATE users SET is_administrator = $administrator WHERE name = $name", ("$administrator", isAdministrator ? 1 : 0), ("$name", name)) > 0);

    public async ValueTask<bool> RemoveAsync(string name) => await database.WriteAsync(
        session => session.Execute("DELETE FROM users WHERE name = $name", ("$name", name)) > 0);

    /// <summary>Users and teams share their names, because a name is a namespace.</summary>
    /// <exception cref="AccountException">It is taken.</exception>
    public static void CheckFree(SqliteSession session, string name)
    {
        bool isTaken = session.First(
            "SELECT EXISTS(SELECT 1 FROM users WHERE name = $name) OR EXISTS(SELECT 1 FROM teams WHERE name = $name)",
            static row => row.GetInt64(0) != 0, ("$name", name));
        if (isTaken)
        {
            throw new AccountException(AccountError.NameTaken, $"the name \"{name}\" is taken by a user or a team");
        }
    }

    /// <exception cref="AccountException">There is none.</exception>
    public static void CheckExists(SqliteSession session, string user)
    {
        if (!session.First("SELECT EXISTS(SELECT 1 FROM users WHERE name = $name)", static row => row.GetInt64(0) != 0, ("$name", user)))
        {
            throw new AccountException(AccountError.Unknown, $"there is no user \"{user}\"");
        }
    }

    private static int Insert(SqliteSession session, UserRecord user, string hash) => session.Execute(
        "INSERT INTO users(name, password_hash, revision, is_administrator, created_at) VALUES($name, $hash, $revision, $administrator, $now)",
        ("$name", user.Name), ("$hash", hash), ("$revision", user.Revision), ("$administrator", user.IsAdministrator ? 1 : 0),
        ("$now", user.CreatedAt.ToUnixTimeMilliseconds()));

    private static bool SetHash(SqliteSession session, string name, string hash)
    {
        session.Execute("DELETE FROM refresh_tokens WHERE user = $name AND access_token IS NULL", ("$name", name));
        return session.Execute(
            "UPDATE users SET password_hash = $hash, revision = $revision WHERE name = $name",
            ("$hash", hash), ("$revision", NewRevision()), ("$name", name)) > 0;
    }

    internal static long NewRevision() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;

    private static UserRecord Row(SqliteDataReader row) =>
        new(row.GetString(0), row.GetInt64(1) != 0, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetInt64(3));
}
