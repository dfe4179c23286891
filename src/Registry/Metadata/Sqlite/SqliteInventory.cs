using Berth.Oci;
using Berth.Registry.Naming;
using Berth.Registry.Storage;

namespace Berth.Registry.Metadata.Sqlite;

/// <summary>Reads all tables in pages, so that no statement stays open while the caller works.</summary>
internal sealed class SqliteInventory(RegistryDatabase database, TimeProvider time) : IInventory
{
    private const int BlobsAtOnce = 500;

    // Up to 4 MiB each.
    private const int ContentsAtOnce = 8;

    public IEnumerable<BlobRecord> Blobs() => Pages(
        (session, last) => session.Query(
            "SELECT digest, upload, size FROM blobs WHERE digest > $last ORDER BY digest LIMIT $count",
            static row => new BlobRecord(new BlobKey(Digest.Parse(row.GetString(0)), SqliteRow.Upload(row, 1)), row.GetInt64(2)),
            ("$last", last), ("$count", BlobsAtOnce)),
        static blob => blob.Key.Digest.ToString());

    public bool Contains(BlobRecord blob) => database.Read(session => session.First(
        "SELECT 1 FROM blobs WHERE digest = $digest AND upload = $upload",
        static row => true,
        ("$digest", blob.Key.Digest.ToString()), ("$upload", blob.Key.Upload.ToString())));

    public async ValueTask MarkAsync(BlobRecord blob, bool isDamaged)
    {
        const string IsSame = "digest = $digest AND upload = $upload";
        (string, object?)[] which = [("$digest", blob.Key.Digest.ToString()), ("$upload", blob.Key.Upload.ToString())];
        if (isDamaged)
        {
            await database.WriteAsync(session => session.Execute(
                $"UPDATE blobs SET damaged_at = $now WHERE {IsSame} AND damaged_at IS NULL", [("$now", time.GetUtcNow().ToUnixTimeMilliseconds()), .. which]));
        }
        else if (database.Read(session => session.First($"SELECT 1 FROM blobs WHERE {IsSame} AND damaged_at IS NOT NULL", static row => true, which)))
        {
            await database.WriteAsync(session => session.Execute($"UPDATE blobs SET damaged_at = NULL WHERE {IsSame}", which));
        }
    }

    public IEnumerable<(Digest Digest, byte[] Content)> Contents() => Pages(
        (session, last) => session.Query(
            "SELECT digest, content FROM manifest_contents WHERE digest > $last ORDER BY digest LIMIT $count",
            static row => (Digest.Parse(row.GetString(0)), row.GetFieldValue<byte[]>(1)),
            ("$last", last), ("$count", ContentsAtOnce)),
        static content => content.Item1.ToString());

    public IEnumerable<BrokenReference> BrokenReferences() => database.Read(static session => session.Query(
        """
        SELECT r.name, x.manifest, x.digest, x.is_manifest FROM manifest_references x JOIN repositories r ON r.id = x.repository
        WHERE CASE x.is_manifest
            WHEN 1 THEN NOT EXISTS(SELECT 1 FROM manifests m WHERE m.repository = x.repository AND m.digest = x.digest)
            ELSE NOT EXISTS(SELECT 1 FROM blob_links l WHERE l.repository = x.repository AND l.digest = x.digest) END
        LIMIT 10000
        """,
        static row => new BrokenReference(
            RepositoryName.Parse(row.GetString(0)), Digest.Parse(row.GetString(1)), Digest.Parse(row.GetString(2)), row.GetInt64(3) == 1)));

    public IEnumerable<string> Damages() =>
    [
        .. database.Read(static session => session.Query("PRAGMA integrity_check", static row => row.GetString(0))).Where(static line => line != "ok"),
        .. database.Read(static session => session.Query(
            "PRAGMA foreign_key_check", static row => $"a row of {row.GetString(0)} names one of {row.GetString(2)} that is not there")),
    ];

    private IEnumerable<T> Pages<T>(Func<SqliteSession, string, List<T>> read, Func<T, string> key)
    {
        string last = "";
        while (true)
        {
            List<T> page = database.Read(session => read(session, last));
            foreach (T item in page)
            {
                yield return item;
            }

            if (page.Count == 0)
            {
                yield break;
            }

            last = key(page[^1]);
        }
    }
}
