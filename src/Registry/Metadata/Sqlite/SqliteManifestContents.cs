using Berth.Oci;
using Berth.Registry.Naming;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>Several rows of <c>manifests</c> by one statement: the digests go in as one JSON array (https://sqlite.org/json1.html#jeach).</summary>
internal sealed class SqliteManifestContents(RegistryDatabase database) : IManifestContents
{
    public IReadOnlyList<ManifestRecord> Find(RepositoryName repository, IReadOnlyCollection<Digest> digests, int largest) => database.Read(session => session.Query(
        """
        SELECT m.digest, m.media_type, c.content
        FROM json_each($digests) d JOIN repositories r ON r.name = $name JOIN manifests m ON m.repository = r.id AND m.digest = d.value
            JOIN manifest_contents c ON c.digest = m.digest
        WHERE m.size <= $largest
        """,
        Record, ("$digests", Array(digests)), ("$name", repository.ToString()), ("$largest", largest)));

    public IReadOnlyList<string> TagsOf(RepositoryName repository, Digest digest, int count) => database.Read(session => session.Query(
        """
        SELECT t.name FROM repositories r JOIN tags t ON t.repository = r.id AND t.digest = $digest WHERE r.name = $name ORDER BY t.name LIMIT $count
        """,
        static row => row.GetString(0), ("$digest", digest.ToString()), ("$name", repository.ToString()), ("$count", count)));

    // A digest is letters, digits and a colon: nothing to escape.
    private static string Array(IReadOnlyCollection<Digest> digests) => $"[{string.Join(',', digests.Select(static digest => $"\"{digest}\""))}]";

    private static ManifestRecord Record(SqliteDataReader row) => new()
    {
        Digest = Digest.Parse(row.GetString(0)),
        MediaType = row.GetString(1),
        Content = row.GetFieldValue<byte[]>(2),
    };
}
