using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>The teams, in the registry's database.</summary>
internal sealed class SqliteTeams(RegistryDatabase database, TimeProvider time) : ITeams
{
    public TeamRecord? Find(string name) => database.ReadConsistently(session => Exists(session, name) ? Read(session, name) : null);

    public IReadOnlyList<TeamRecord> List() => database.ReadConsistently(session =>
    {
        List<string> names = session.Query("SELECT name FROM teams ORDER BY name", static row => row.GetString(0));
        return names.ConvertAll(name => Read(session, name));
    });

    public async ValueTask AddAsync(string name)
    {
        AccountName.Check(name);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(session =>
        {
            SqliteAccounts.CheckFree(session, name);
            return session.Execute("INSERT INTO teams(name, created_at) VALUES($name, $now)", ("$name", name), ("$now", now));
        });
    }

    public async ValueTask<bool> RemoveAsync(string name) => await database.WriteAsync(
        session => session.Execute("DELETE FROM teams WHERE name = $name", ("$name", name)) > 0);

    public async ValueTask AddMemberAsync(string team, string user) => await database.WriteAsync(session =>
    {
        CheckExists(session, team);
        SqliteAccounts.CheckExists(session, user);
        return session.Execute("INSERT OR IGNORE INTO team_members(team, user) VALUES($team, $user)", ("$team", team), ("$user", user));
    });

    public async ValueTask<bool> RemoveMemberAsync(string team, string user) => await database.WriteAsync(
        session => session.Execute("DELETE FROM team_members WHERE team = $team AND user = $user", ("$team", team), ("$user", user)) > 0);

    /// <exception cref="AccountException">There is none.</exception>
    public static void CheckExists(SqliteSession session, string team)
    {
        if (!Exists(session, team))
        {
            throw new AccountException(AccountError.Unknown, $"there is no team \"{team}\"");
        }
    }

    private static bool Exists(SqliteSession session, string team) =>
        session.First("SELECT EXISTS(SELECT 1 FROM teams WHERE name = $name)", static row => row.GetInt64(0) != 0, ("$name", team));

    private static TeamRecord Read(SqliteSession session, string name) => new(name, session.Query(
        "SELECT user FROM team_members WHERE team = $team ORDER BY user", static row => row.GetString(0), ("$team", name)));
}
