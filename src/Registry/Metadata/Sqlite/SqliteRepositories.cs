using Berth.Registry.Naming;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>The table <c>repositories</c>.</summary>
internal sealed class SqliteRepositories(RegistryDatabase database, TimeProvider time) : IRepositories
{
    private const string FindOne =
        """
        SELECT r.id, r.name, r.is_public, r.summary, r.description, r.created_at, r.pushed_at, r.pulls,
               (SELECT COUNT(*) FROM stars s WHERE s.repository = r.id)
        FROM repositories r WHERE r.name = $name
        """;

    public RepositoryRecord? Find(RepositoryName name) => database.Read(session => session.First(FindOne, Record, ("$name", name.ToString())));

    public async ValueTask<RepositoryRecord> EnsureAsync(RepositoryName name, bool isPublic) =>
        Find(name) ?? await database.WriteLazilyAsync(session =>
        {
            session.Execute(
                "INSERT INTO repositories(name, namespace, is_public, created_at) VALUES($name, $namespace, $public, $now) ON CONFLICT(name) DO NOTHING",
                ("$name", name.ToString()),
                ("$namespace", name.Namespace),
                ("$public", isPublic ? 1 : 0),
                ("$now", time.GetUtcNow().ToUnixTimeMilliseconds()));
            return session.First(FindOne, Record, ("$name", name.ToString()))!;
        });

    public IReadOnlyList<RepositoryName> List(Viewer viewer, RepositoryName? last, int count) => database.Read(session => session.Query(
        $"""
        SELECT r.name FROM repositories r
        WHERE r.name > $last AND EXISTS(SELECT 1 FROM manifests m WHERE m.repository = r.id) AND ($all = 1 OR {RegistrySchema.VisibleToViewer})
        ORDER BY r.name LIMIT $count
        """,
        static row => RepositoryName.Parse(row.GetString(0)),
        ("$last", last?.ToString() ?? ""), ("$all", viewer.SeesEverything ? 1 : 0), ("$viewer", viewer.User), ("$count", count)));

    public async ValueTask<bool> UpdateAsync(RepositoryName name, bool? isPublic, string? summary, string? description) =>
        await database.WriteAsync(session => session.Execute(
            """
            UPDATE repositories
            SET is_public = COALESCE($public, is_public), summary = COALESCE($summary, summary), description = COALESCE($description, description)
            WHERE name = $name
            """,
            ("$public", isPublic is { } value ? (value ? 1 : 0) : null), ("$summary", summary), ("$description", description), ("$name", name.ToString()))) == 1;

    public async ValueTask<bool> RemoveAsync(RepositoryName name) => await database.WriteAsync(session =>
    {
        session.Execute("DELETE FROM grants WHERE repository = $name", ("$name", name.ToString()));
        return session.Execute("DELETE FROM repositories WHERE name = $name", ("$name", name.ToString())) == 1;
    });

    public async ValueTask CountPullsAsync(IReadOnlyDictionary<long, long> pullsByRepositoryId) => await database.WriteLazilyAsync(session =>
    {
        foreach (var (id, pulls) in pullsByRepositoryId)
        {
            session.Execute("UPDATE repositories SET pulls = pulls + $pulls WHERE id = $id", ("$pulls", pulls), ("$id", id));
        }

        return true;
    });

    private static RepositoryRecord Record(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = RepositoryName.Parse(row.GetString(1)),
        IsPublic = row.GetInt64(2) != 0,
        Summary = row.GetString(3),
        Description = row.GetString(4),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        PushedAt = row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        Pulls = row.GetInt64(7),
        Stars = row.GetInt64(8),
    };
}
