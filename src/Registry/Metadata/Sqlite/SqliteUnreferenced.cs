using System.Runtime.CompilerServices;
using Berth.Oci;
using Berth.Registry.Naming;
using Berth.Registry.Storage;
using Microsoft.Data.Sqlite;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>
/// Takes what is unreferenced page by page: (1) a page of candidates is looked for without a lock, which may take long; (2) one durable transaction deletes
/// those of them that are still candidates; (3) they are handed out.
/// </summary>
internal sealed class SqliteUnreferenced(RegistryDatabase database) : IUnreferenced
{
    private const int PageSize = 100;

    // Conditions on l, m and b: a row of blob_links, manifests and blobs.
    private const string IsUnusedLink =
        """
        l.touched_at < $before
        AND NOT EXISTS(SELECT 1 FROM manifest_references x WHERE x.repository = l.repository AND x.digest = l.digest AND x.is_manifest = 0)
        """;

    private const string IsUnusedManifest =
        """
        m.pushed_at < $before
        AND NOT EXISTS(SELECT 1 FROM tags t WHERE t.repository = m.repository AND t.digest = m.digest)
        AND NOT EXISTS(SELECT 1 FROM manifest_references x WHERE x.repository = m.repository AND x.digest = m.digest AND x.is_manifest = 1)
        AND NOT EXISTS(SELECT 1 FROM manifests s WHERE s.repository = m.repository AND s.digest = m.subject)
        """;

    private const string IsUnusedBlob = "NOT EXISTS(SELECT 1 FROM blob_links l WHERE l.digest = b.digest)";

    // An index frees its manifests and a manifest its signatures: again, until nothing goes any more.
    public async IAsyncEnumerable<RepositoryContent> TakeManifestsAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long time = before.ToUnixTimeMilliseconds();
        bool isProgress = true;
        while (isProgress)
        {
            isProgress = false;
            await foreach (Row row in TakeAsync(
                (session, last) => session.Query(
                    $"""
                    SELECT m.repository, m.digest, r.name FROM manifests m JOIN repositories r ON r.id = m.repository
                    WHERE (m.repository, m.digest) > ($repository, $digest) AND {IsUnusedManifest} ORDER BY m.repository, m.digest LIMIT $count
                    """,
                    Row.Read,
                    ("$repository", last.Repository), ("$digest", last.Digest), ("$before", time), ("$count", PageSize)),
                (session, row) => session.Execute(
                    $"DELETE FROM manifests AS m WHERE m.repository = $repository AND m.digest = $digest AND {IsUnusedManifest}",
                    ("$repository", row.Repository), ("$digest", row.Digest), ("$before", time)) == 1,
                Row.None,
                cancellation))
            {
                isProgress = true;
                yield return row.Content;
            }
        }
    }

    public async ValueTask<int> TakeContentsAsync(CancellationToken cancellation)
    {
        int count = 0;
        await foreach (string _ in TakeAsync(
            static (session, last) => session.Query(
                """
                SELECT c.digest FROM manifest_contents c
                WHERE c.digest > $last AND NOT EXISTS(SELECT 1 FROM manifests m WHERE m.digest = c.digest) ORDER BY c.digest LIMIT $count
                """,
                static row => row.GetString(0),
                ("$last", last), ("$count", PageSize)),
            static (session, digest) => session.Execute(
                "DELETE FROM manifest_contents WHERE digest = $digest AND NOT EXISTS(SELECT 1 FROM manifests m WHERE m.digest = $digest)",
                ("$digest", digest)) == 1,
            "",
            cancellation))
        {
            count++;
        }

        return count;
    }

    public async IAsyncEnumerable<RepositoryContent> TakeLinksAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long time = before.ToUnixTimeMilliseconds();
        await foreach (Row row in TakeAsync(
            (session, last) => session.Query(
                $"""
                SELECT l.repository, l.digest, r.name FROM blob_links l JOIN repositories r ON r.id = l.repository
                WHERE (l.repository, l.digest) > ($repository, $digest) AND {IsUnusedLink} ORDER BY l.repository, l.digest LIMIT $count
                """,
                Row.Read,
                ("$repository", last.Repository), ("$digest", last.Digest), ("$before", time), ("$count", PageSize)),
            (session, row) => session.Execute(
                $"DELETE FROM blob_links AS l WHERE l.repository = $repository AND l.digest = $digest AND {IsUnusedLink}",
                ("$repository", row.Repository), ("$digest", row.Digest), ("$before", time)) == 1,
            Row.None,
            cancellation))
        {
            yield return row.Content;
        }
    }

    public IAsyncEnumerable<BlobRecord> TakeBlobsAsync(CancellationToken cancellation) => TakeAsync(
        static (session, last) => session.Query(
            $"SELECT b.digest, b.upload, b.size FROM blobs b WHERE b.digest > $last AND {IsUnusedBlob} ORDER BY b.digest LIMIT $count",
            static row => new BlobRecord(new BlobKey(Digest.Parse(row.GetString(0)), SqliteRow.Upload(row, 1)), row.GetInt64(2)),
            ("$last", last.Key.Digest.ToString()), ("$count", PageSize)),
        static (session, blob) => session.Execute(
            $"DELETE FROM blobs AS b WHERE b.digest = $digest AND b.upload = $upload AND {IsUnusedBlob}",
            ("$digest", blob.Key.Digest.ToString()), ("$upload", blob.Key.Upload.ToString())) == 1,
        default(BlobRecord),
        cancellation);

    public IReadOnlyList<UploadId> Uploads(DateTimeOffset before) => database.Read(session => session.Query(
        "SELECT id FROM uploads WHERE touched_at < $before",
        static row => SqliteRow.Upload(row, 0),
        ("$before", before.ToUnixTimeMilliseconds())));

    public async ValueTask<bool> TakeUploadAsync(UploadId upload, DateTimeOffset before) => await database.WriteLazilyAsync(session => session.Execute(
        "DELETE FROM uploads WHERE id = $upload AND touched_at < $before",
        ("$upload", upload.ToString()), ("$before", before.ToUnixTimeMilliseconds()))) == 1;

    private async IAsyncEnumerable<T> TakeAsync<T>(
        Func<SqliteSession, T, List<T>> candidates, Func<SqliteSession, T, bool> take, T first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        T last = first;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();

            // 1.
            List<T> page = database.Read(session => candidates(session, last));
            if (page.Count == 0)
            {
                yield break;
            }

            // 2.
            List<T> taken = await database.WriteAsync(session => page.FindAll(candidate => take(session, candidate)));

            // 3.
            foreach (T item in taken)
            {
                yield return item;
            }

            last = page[^1];
        }
    }

    private readonly record struct Row(long Repository, string Digest, RepositoryContent Content)
    {
        /// <summary>Before all others.</summary>
        public static Row None { get; } = new(0, "", default);

        public static Row Read(SqliteDataReader row) => new(
            row.GetInt64(0), row.GetString(1), new RepositoryContent(RepositoryName.Parse(row.GetString(2)), Oci.Digest.Parse(row.GetString(1))));
    }
}
