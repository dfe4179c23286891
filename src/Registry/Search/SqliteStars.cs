using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Search;

/// <summary>The table <c>stars</c>.</summary>
internal sealed class SqliteStars(RegistryDatabase database) : IStars
{
    public int Count(long repositoryId) => (int)database.Read(session =>
        session.First("SELECT COUNT(*) FROM stars WHERE repository = $repository", static row => row.GetInt64(0), ("$repository", repositoryId)));

    public bool Has(string user, long repositoryId) => database.Read(session => session.First(
        "SELECT EXISTS(SELECT 1 FROM stars WHERE repository = $repository AND user = $user)", static row => row.GetInt64(0), ("$repository", repositoryId), ("$user", user))) != 0;

    public async ValueTask SetAsync(string user, long repositoryId, bool isStarred) => await database.WriteAsync(session => isStarred
        ? session.Execute(
            "INSERT INTO stars(repository, user) SELECT r.id, u.name FROM repositories r, users u WHERE r.id = $repository AND u.name = $user ON CONFLICT DO NOTHING",
            ("$repository", repositoryId), ("$user", user))
        : session.Execute("DELETE FROM stars WHERE repository = $repository AND user = $user", ("$repository", repositoryId), ("$user", user)));
}
