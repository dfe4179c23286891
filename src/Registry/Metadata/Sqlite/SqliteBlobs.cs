using Berth.Linux;
using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>The tables <c>blobs</c> and <c>blob_links</c>; asking for a blob keeps its link (<see cref="Freshness"/>).</summary>
internal sealed class SqliteBlobs(RegistryDatabase database, Freshness freshness) : IBlobs
{
    private const string FindId = "SELECT id FROM repositories WHERE name = $name";

    private const string Touch =
        "UPDATE blob_links SET touched_at = $now WHERE repository = (SELECT id FROM repositories WHERE name = $name) AND digest = $digest";

    private const string Link =
        "INSERT INTO blob_links VALUES($repository, $digest, $now) ON CONFLICT(repository, digest) DO UPDATE SET touched_at = $now";

    public BlobRecord? Find(RepositoryName repository, Digest digest)
    {
        (BlobRecord blob, long touched) = database.Read(session => session.First(
            """
            SELECT b.upload, b.size, l.touched_at
            FROM repositories r JOIN blob_links l ON l.repository = r.id AND l.digest = $digest JOIN blobs b ON b.digest = l.digest AND b.damaged_at IS NULL
            WHERE r.name = $name
            """,
            row => (new BlobRecord(new BlobKey(digest, SqliteRow.Upload(row, 0)), row.GetInt64(1)), row.GetInt64(2)),
            ("$digest", digest.ToString()), ("$name", repository.ToString())));
        if (blob.Key.Digest.IsEmpty)
        {
            return null;
        }

        return freshness.Keep(touched, (session, now) => session.Execute(
            Touch, ("$now", now), ("$name", repository.ToString()), ("$digest", digest.ToString()))) ? blob : null;
    }

    public async ValueTask<BlobRecord> AddAsync(RepositoryName repository, BlobRecord blob)
    {
        BlobRecord kept = await database.WriteAsync(session => Add(session, repository, blob));
        Failpoint.Hit("blob.recorded");
        return kept;
    }

    public IReadOnlyList<RepositoryName> Holders(Digest digest, int count) => database.Read(session => session.Query(
        "SELECT r.name FROM blob_links l JOIN repositories r ON r.id = l.repository WHERE l.digest = $digest LIMIT $count",
        static row => RepositoryName.Parse(row.GetString(0)),
        ("$digest", digest.ToString()), ("$count", count)));

    public async ValueTask<bool> MountAsync(RepositoryName target, RepositoryName source, Digest digest) => await database.WriteAsync(session =>
    {
        long id = Id(session, target);
        bool isThere = session.First(
            """
            SELECT 1 FROM blob_links l JOIN blobs b ON b.digest = l.digest AND b.damaged_at IS NULL
            WHERE l.repository = (SELECT id FROM repositories WHERE name = $name) AND l.digest = $digest
            """,
            static row => true,
            ("$name", source.ToString()), ("$digest", digest.ToString()));
        if (isThere)
        {
            session.Execute(Link, ("$repository", id), ("$digest", digest.ToString()), ("$now", freshness.Now));
        }

        return isThere;
    });

    public async ValueTask<bool> UnlinkAsync(RepositoryName repository, Digest digest) => await database.WriteAsync(session =>
    {
        long id = session.First(FindId, static row => row.GetInt64(0), ("$name", repository.ToString()));
        bool isPinned = session.First(
            "SELECT 1 FROM manifest_references WHERE repository = $repository AND digest = $digest AND is_manifest = 0 LIMIT 1",
            static row => true,
            ("$repository", id), ("$digest", digest.ToString()));
        if (isPinned)
        {
            throw new RegistryException(ErrorCode.Unsupported, "a manifest of the repository needs this blob", digest.ToString());
        }

        return session.Execute(
            "DELETE FROM blob_links WHERE repository = $repository AND digest = $digest",
            ("$repository", id), ("$digest", digest.ToString())) == 1;
    });

    private static long Id(SqliteSession session, RepositoryName name) => session.First(FindId, static row => row.GetInt64(0), ("$name", name.ToString())) is > 0 and var id
        ? id
        : throw new RegistryException(ErrorCode.NameUnknown, "the repository is not there", name.ToString());

    private BlobRecord Add(SqliteSession session, RepositoryName repository, BlobRecord blob)
    {
        string digest = blob.Key.Digest.ToString();
        string upload = blob.Key.Upload.ToString();
        long id = Id(session, repository);
        if (session.Execute("DELETE FROM uploads WHERE id = $upload AND repository = $repository", ("$upload", upload), ("$repository", id)) == 0)
        {
            throw new RegistryException(ErrorCode.BlobUploadUnknown, "the upload has ended", upload);
        }

        session.Execute(
            """
            INSERT INTO blobs(digest, upload, size, created_at) VALUES($digest, $upload, $size, $now)
            ON CONFLICT(digest) DO UPDATE SET upload = $upload, size = $size, damaged_at = NULL WHERE damaged_at IS NOT NULL
            """,
            ("$digest", digest), ("$upload", upload), ("$size", blob.Size), ("$now", freshness.Now));
        session.Execute(Link, ("$repository", id), ("$digest", digest), ("$now", freshness.Now));
        return session.First(
            "SELECT upload, size FROM blobs WHERE digest = $digest",
            row => new BlobRecord(new BlobKey(blob.Key.Digest, SqliteRow.Upload(row, 0)), row.GetInt64(1)),
            ("$digest", digest));
    }
}
