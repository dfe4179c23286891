using Berth.Oci;
using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>
/// The tables <c>blobs</c> and <c>blob_links</c>. A link's <c>touched_at</c> says how long the collection lets it be; asking for a blob moves it on, but only
/// where half of the grace period has passed, so that at least the other half is left after any answer and most answers write nothing. The answer waits for
/// that write, which finds the link in its own transaction: either the collection sees the new time, or the link has gone and so the answer is that it has.
/// </summary>
internal sealed class SqliteBlobs(RegistryDatabase database, TimeProvider time, TimeSpan gracePeriod) : IBlobs
{
    private const string FindId = "SELECT id FROM repositories WHERE name = $name";

    private const string Touch =
        "UPDATE blob_links SET touched_at = $now WHERE repository = (SELECT id FROM repositories WHERE name = $name) AND digest = $digest";

    private const string Link =
        "INSERT INTO blob_links VALUES($repository, $digest, $now) ON CONFLICT(repository, digest) DO UPDATE SET touched_at = $now";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public BlobRecord? Find(RepositoryName repository, Digest digest)
    {
        (BlobRecord blob, long touched) = database.Read(session => session.First(
            """
            SELECT b.upload, b.size, l.touched_at
            FROM repositories r JOIN blob_links l ON l.repository = r.id AND l.digest = $digest JOIN blobs b ON b.digest = l.digest
            WHERE r.name = $name
            """,
            row => (new BlobRecord(new BlobKey(digest, Upload(row.GetString(0))), row.GetInt64(1)), row.GetInt64(2)),
            ("$digest", digest.ToString()), ("$name", repository.ToString())));
        if (blob.Key.Digest.IsEmpty)
        {
            return null;
        }

        return touched > Now - (long)(gracePeriod.TotalMilliseconds / 2) || IsTouched(repository, digest) ? blob : null;
    }

    public async ValueTask<BlobRecord> AddAsync(RepositoryName repository, BlobRecord blob) => await database.WriteAsync(session =>
    {
        string digest = blob.Key.Digest.ToString();
        string upload = blob.Key.Upload.ToString();
        long id = Id(session, repository);
        if (session.Execute("DELETE FROM uploads WHERE id = $upload AND repository = $repository", ("$upload", upload), ("$repository", id)) == 0)
        {
            throw new RegistryException(ErrorCode.BlobUploadUnknown, "the upload has ended", upload);
        }

        session.Execute(
            "INSERT INTO blobs VALUES($digest, $upload, $size, $now) ON CONFLICT(digest) DO NOTHING",
            ("$digest", digest), ("$upload", upload), ("$size", blob.Size), ("$now", Now));
        session.Execute(Link, ("$repository", id), ("$digest", digest), ("$now", Now));
        return session.First(
            "SELECT upload, size FROM blobs WHERE digest = $digest",
            row => new BlobRecord(new BlobKey(blob.Key.Digest, Upload(row.GetString(0))), row.GetInt64(1)),
            ("$digest", digest));
    });

    public IReadOnlyList<RepositoryName> Holders(Digest digest, int count) => database.Read(session => session.Query(
        "SELECT r.name FROM blob_links l JOIN repositories r ON r.id = l.repository WHERE l.digest = $digest LIMIT $count",
        static row => RepositoryName.Parse(row.GetString(0)),
        ("$digest", digest.ToString()), ("$count", count)));

    public async ValueTask<bool> MountAsync(RepositoryName target, RepositoryName source, Digest digest) => await database.WriteAsync(session =>
    {
        long id = Id(session, target);
        bool isThere = session.First(
            "SELECT 1 FROM blob_links WHERE repository = (SELECT id FROM repositories WHERE name = $name) AND digest = $digest",
            static row => true,
            ("$name", source.ToString()), ("$digest", digest.ToString()));
        if (isThere)
        {
            session.Execute(Link, ("$repository", id), ("$digest", digest.ToString()), ("$now", Now));
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

    private static UploadId Upload(string text) =>
        UploadId.TryParse(text, out UploadId upload) ? upload : throw new InvalidDataException($"blobs.upload is \"{text}\"");

    private static long Id(SqliteSession session, RepositoryName name) => session.First(FindId, static row => row.GetInt64(0), ("$name", name.ToString())) is > 0 and var id
        ? id
        : throw new RegistryException(ErrorCode.NameUnknown, "the repository is not there", name.ToString());

    // A registry whose disk is full still hands out what it has.
    private bool IsTouched(RepositoryName repository, Digest digest)
    {
        try
        {
            return database.WriteLazilyAsync(session => session.Execute(
                Touch, ("$now", Now), ("$name", repository.ToString()), ("$digest", digest.ToString()))).GetAwaiter().GetResult() == 1;
        }
        catch (RegistryException e) when (e.Code == ErrorCode.Unavailable)
        {
            return true;
        }
    }
}
