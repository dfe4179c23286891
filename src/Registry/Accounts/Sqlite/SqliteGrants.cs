using Berth.Registry.Access;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>Rights, in the registry's database. <see cref="RegistrySchema.VisibleToViewer"/> says the same for lists.</summary>
internal sealed class SqliteGrants(RegistryDatabase database) : IGrants
{
    /// <summary>The right of <c>$user</c>, no administrator, in <c>$repository</c>, whose namespace is <c>$namespace</c>: a number of <see cref="RepositoryRight"/>.</summary>
    public const string RightOfUser =
        """
        MAX(
            CASE WHEN $namespace = $user THEN 3 ELSE 0 END,
            CASE WHEN EXISTS(SELECT 1 FROM team_members m WHERE m.user = $user AND m.team = $namespace) THEN 2 ELSE 0 END,
            COALESCE((SELECT g.right FROM grants g WHERE g.repository = $repository AND g.user = $user), 0),
            COALESCE((SELECT MAX(g.right) FROM team_members m CROSS JOIN grants g ON g.repository = $repository AND g.team = m.team WHERE m.user = $user), 0))
        """;

    private const string RightOfAnyUser =
        $"SELECT CASE WHEN u.is_administrator THEN 3 ELSE {RightOfUser} END FROM users u WHERE u.name = $user";

    public RepositoryRight RightOf(string user, RepositoryName repository) => database.Read(session => session.First(
        RightOfAnyUser,
        static row => (RepositoryRight)row.GetInt64(0),
        ("$user", user), ("$repository", repository.ToString()), ("$namespace", repository.Namespace)));

    public IReadOnlyList<Grant> List(RepositoryName repository) => database.Read(session => session.Query(
        "SELECT user, team, right FROM grants WHERE repository = $repository ORDER BY user IS NULL, user, team",
        static row => new Grant(row.IsDBNull(0) ? Grantee.Team(row.GetString(1)) : Grantee.User(row.GetString(0)), (RepositoryRight)row.GetInt64(2)),
        ("$repository", repository.ToString())));

    public async ValueTask SetAsync(RepositoryName repository, Grantee grantee, RepositoryRight right) => await database.WriteAsync(session =>
    {
        if (grantee.IsTeam)
        {
            SqliteTeams.CheckExists(session, grantee.Name);
        }
        else
        {
            SqliteAccounts.CheckExists(session, grantee.Name);
        }

        string? user = grantee.IsTeam ? null : grantee.Name;
        string? team = grantee.IsTeam ? grantee.Name : null;
        int removed = session.Execute(
            "DELETE FROM grants WHERE repository = $repository AND user IS $user AND team IS $team",
            ("$repository", repository.ToString()), ("$user", user), ("$team", team));
        return right == RepositoryRight.None ? removed : session.Execute(
            "INSERT INTO grants(repository, user, team, right) VALUES($repository, $user, $team, $right)",
            ("$repository", repository.ToString()), ("$user", user), ("$team", team), ("$right", (int)right));
    });
}
