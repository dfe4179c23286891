using Berth.Registry.Naming;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>Lists of the table <c>repositories</c> for people, along its indexes; descriptions, which may be long, are left out.</summary>
internal sealed class SqliteRepositoryLists(RegistryDatabase database) : IRepositoryLists
{
    private const string Columns =
        "r.id, r.name, r.is_public, r.summary, r.created_at, r.pushed_at, r.pulls, (SELECT COUNT(*) FROM stars s WHERE s.repository = r.id)";

    private const string Shown = $"r.pushed_at > 0 AND ($all = 1 OR {RegistrySchema.VisibleToViewer})";

    public IReadOnlyList<RepositoryRecord> RecentlyPushed(Viewer viewer, int skip, int count) => database.Read(session => session.Query(
        $"""
        SELECT {Columns} FROM (SELECT r.id FROM repositories r WHERE {Shown} ORDER BY r.pushed_at DESC LIMIT $count OFFSET $skip) p
            JOIN repositories r ON r.id = p.id ORDER BY r.pushed_at DESC
        """,
        Record, ("$all", viewer.SeesEverything ? 1 : 0), ("$viewer", viewer.User), ("$count", count), ("$skip", skip)));

    public IReadOnlyList<RepositoryRecord> MostPulled(Viewer viewer, int count) => database.Read(session => session.Query(
        $"""
        SELECT {Columns} FROM (SELECT r.id FROM repositories r WHERE {Shown} ORDER BY r.pulls DESC LIMIT $count) p
            JOIN repositories r ON r.id = p.id ORDER BY r.pulls DESC, r.pushed_at DESC
        """,
        Record, ("$all", viewer.SeesEverything ? 1 : 0), ("$viewer", viewer.User), ("$count", count)));

    public IReadOnlyList<RepositoryRecord> InNamespace(string name, int count) => database.Read(session => session.Query(
        $"SELECT {Columns} FROM repositories r WHERE r.namespace = $name ORDER BY r.name LIMIT $count", Record, ("$name", name), ("$count", count)));

    public long Count(Viewer viewer) => database.Read(session => session.First(
        $"SELECT COUNT(*) FROM repositories r WHERE {Shown}",
        static row => row.GetInt64(0), ("$all", viewer.SeesEverything ? 1 : 0), ("$viewer", viewer.User)));

    public long CountTags(RepositoryName repository) => database.Read(session => session.First(
        "SELECT COUNT(*) FROM tags t JOIN repositories r ON r.id = t.repository WHERE r.name = $name",
        static row => row.GetInt64(0), ("$name", repository.ToString())));

    private static RepositoryRecord Record(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = RepositoryName.Parse(row.GetString(1)),
        IsPublic = row.GetInt64(2) != 0,
        Summary = row.GetString(3),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        PushedAt = row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        Pulls = row.GetInt64(6),
        Stars = row.GetInt64(7),
    };
}
