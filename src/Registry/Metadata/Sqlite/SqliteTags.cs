using Berth.Oci;
using Berth.Registry.Naming;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>The table <c>tags</c>, read.</summary>
internal sealed class SqliteTags(RegistryDatabase database) : ITags
{
    public IReadOnlyList<string> Names(RepositoryName repository, string? last, int count) => database.Read(session => session.Query(
        """
        SELECT t.name FROM repositories r JOIN tags t ON t.repository = r.id
        WHERE r.name = $repository AND t.name > $last ORDER BY t.name LIMIT $count
        """,
        static row => row.GetString(0),
        ("$repository", repository.ToString()), ("$last", last ?? ""), ("$count", count)));

    public IReadOnlyList<TagRecord> Latest(RepositoryName repository, int skip, int count) => database.Read(session => session.Query(
        """
        SELECT t.name, t.digest, m.media_type, t.updated_at, t.updated_by
        FROM repositories r JOIN tags t ON t.repository = r.id JOIN manifests m ON m.repository = r.id AND m.digest = t.digest
        WHERE r.name = $repository ORDER BY t.updated_at DESC, t.name LIMIT $count OFFSET $skip
        """,
        static row => new TagRecord(
            row.GetString(0),
            Digest.Parse(row.GetString(1)),
            row.GetString(2),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
            row.IsDBNull(4) ? null : row.GetString(4)),
        ("$repository", repository.ToString()), ("$count", count), ("$skip", skip)));
}
