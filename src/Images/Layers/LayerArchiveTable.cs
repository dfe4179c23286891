using Berth.Content;
using Berth.Oci;
using Microsoft.Data.Sqlite;

namespace Berth.Images.Layers;

/// <summary>The tables of layers' archives: in which forms a layer travels, and which repositories have them.</summary>
internal sealed class LayerArchiveTable(MetadataDatabase database)
{
    /// <summary>
    /// <c>layer_archives.digest</c> is that of the bytes as they travel, <c>kept</c> 1 where they are a blob here;
    /// <c>archive_sources.repository</c> is <c>domain/path</c>, known to have the bytes, so that a push can mount them from there.
    /// </summary>
    public const string Schema = """
        CREATE TABLE layer_archives(
            digest     TEXT PRIMARY KEY,
            diff_id    TEXT NOT NULL,
            media_type TEXT NOT NULL,
            size       INTEGER NOT NULL,
            kept       INTEGER NOT NULL) STRICT;
        CREATE INDEX layer_archives_diff_id ON layer_archives(diff_id);
        CREATE TABLE archive_sources(
            digest     TEXT NOT NULL REFERENCES layer_archives(digest) ON DELETE CASCADE,
            repository TEXT NOT NULL,
            PRIMARY KEY(digest, repository)) STRICT
        """;

    private const string Columns = "digest, diff_id, media_type, size, kept";

    public List<LayerArchive> All() => database.Read(static session => session.Query($"SELECT {Columns} FROM layer_archives", Read));

    public List<LayerArchive> Of(Digest diffId) => database.Read(session => session.Query(
        $"SELECT {Columns} FROM layer_archives WHERE diff_id=$diff ORDER BY rowid", Read, ("$diff", diffId.ToString())));

    public LayerArchive? Get(Digest digest) => database.Read(session => session.Query(
        $"SELECT {Columns} FROM layer_archives WHERE digest=$digest", Read, ("$digest", digest.ToString()))).FirstOrDefault();

    /// <summary>Records an archive; one that is known already is only ever changed from not kept to kept.</summary>
    public void Put(LayerArchive archive) => database.Write(session => session.Execute(
        "INSERT INTO layer_archives VALUES($digest, $diff, $type, $size, $kept) ON CONFLICT(digest) DO UPDATE SET kept=max(kept, $kept)",
        ("$digest", archive.Digest.ToString()),
        ("$diff", archive.DiffId.ToString()),
        ("$type", archive.MediaType),
        ("$size", archive.Size),
        ("$kept", archive.IsKept ? 1 : 0)));

    /// <summary>The archives of a layer whose bytes are blobs here.</summary>
    public static List<Digest> KeptOf(DatabaseSession session, Digest diffId) => session.Query(
        "SELECT digest FROM layer_archives WHERE diff_id=$diff AND kept=1", static row => Digest.Parse(row.GetString(0)), ("$diff", diffId.ToString()));

    /// <summary>Records that the bytes of an archive are no blob here any more.</summary>
    public static void SetNotKept(DatabaseSession session, Digest digest) =>
        session.Execute("UPDATE layer_archives SET kept=0 WHERE digest=$digest", ("$digest", digest.ToString()));

    public static void DeleteOf(DatabaseSession session, Digest diffId) =>
        session.Execute("DELETE FROM layer_archives WHERE diff_id=$diff", ("$diff", diffId.ToString()));

    /// <summary>Remembers that a repository has an archive's bytes.</summary>
    public void AddSource(Digest digest, string repository) => database.Write(session => session.Execute(
        "INSERT INTO archive_sources VALUES($digest, $repository) ON CONFLICT DO NOTHING",
        ("$digest", digest.ToString()), ("$repository", repository)));

    public List<string> SourcesOf(Digest digest) => database.Read(session => session.Query(
        "SELECT repository FROM archive_sources WHERE digest=$digest ORDER BY rowid", static row => row.GetString(0), ("$digest", digest.ToString())));

    private static LayerArchive Read(SqliteDataReader row) => new(
        Digest.Parse(row.GetString(0)), Digest.Parse(row.GetString(1)), row.GetString(2), row.GetInt64(3), row.GetInt64(4) != 0);
}
