using System.Globalization;
using Berth.Content;
using Berth.Oci;

namespace Berth.Images;

/// <summary>The tables of images and of their names.</summary>
internal sealed class ImageTable(MetadataDatabase database)
{
    /// <summary>
    /// <c>id</c> is the digest of the configuration, whose bytes are a blob; <c>manifest</c> the digest of the manifest it came with,
    /// a blob too; <c>last_tagged</c> is RFC 3339. <c>image_references.name</c> is the whole text of a reference.
    /// </summary>
    public const string Schema = """
        CREATE TABLE images(
            id          TEXT PRIMARY KEY,
            top_layer   TEXT REFERENCES layers(chain_id),
            size        INTEGER NOT NULL,
            parent      TEXT,
            manifest    TEXT,
            last_tagged TEXT NOT NULL) STRICT;
        CREATE TABLE image_references(
            name     TEXT PRIMARY KEY,
            image_id TEXT NOT NULL REFERENCES images(id) ON DELETE CASCADE) STRICT
        """;

    public List<ImageRow> All() => database.Read(static session => session.Query(
        "SELECT id, size, parent, manifest, last_tagged, top_layer FROM images",
        static row => new ImageRow(
            Digest.Parse(row.GetString(0)),
            row.GetInt64(1),
            row.IsDBNull(2) ? null : Digest.Parse(row.GetString(2)),
            row.IsDBNull(3) ? null : Digest.Parse(row.GetString(3)),
            DateTimeOffset.Parse(row.GetString(4), CultureInfo.InvariantCulture),
            row.IsDBNull(5) ? null : Digest.Parse(row.GetString(5)))));

    public List<(string Name, Digest ImageId)> References() => database.Read(static session => session.Query(
        "SELECT name, image_id FROM image_references", static row => (row.GetString(0), Digest.Parse(row.GetString(1)))));

    public static void Insert(DatabaseSession session, ImageRecord image) => session.Execute(
        "INSERT INTO images VALUES($id, $layer, $size, $parent, $manifest, $tagged) ON CONFLICT(id) DO UPDATE SET manifest=excluded.manifest",
        ("$id", image.Id.ToString()),
        ("$layer", image.Layers.Count == 0 ? null : image.Layers[^1].ToString()),
        ("$size", image.Size),
        ("$parent", image.Parent?.ToString()),
        ("$manifest", image.Manifest?.ToString()),
        ("$tagged", Text(image.LastTagged)));

    public static void SetParent(DatabaseSession session, Digest id, Digest parent) =>
        session.Execute("UPDATE images SET parent=$parent WHERE id=$id", ("$id", id.ToString()), ("$parent", parent.ToString()));

    /// <summary>Records the manifest of an image that had none.</summary>
    public static void SetManifest(DatabaseSession session, Digest id, Digest manifest) => session.Execute(
        "UPDATE images SET manifest=$manifest WHERE id=$id", ("$manifest", manifest.ToString()), ("$id", id.ToString()));

    public static void Delete(DatabaseSession session, Digest id) =>
        session.Execute("DELETE FROM images WHERE id=$id", ("$id", id.ToString()));

    public static void SetReference(DatabaseSession session, Reference reference, Digest id, DateTimeOffset now)
    {
        session.Execute(
            "INSERT INTO image_references VALUES($name, $id) ON CONFLICT(name) DO UPDATE SET image_id=$id",
            ("$name", reference.ToString()), ("$id", id.ToString()));
        session.Execute("UPDATE images SET last_tagged=$now WHERE id=$id", ("$now", Text(now)), ("$id", id.ToString()));
    }

    public static void DeleteReference(DatabaseSession session, Reference reference) =>
        session.Execute("DELETE FROM image_references WHERE name=$name", ("$name", reference.ToString()));

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>A row of <c>images</c>.</summary>
internal sealed record ImageRow(Digest Id, long Size, Digest? Parent, Digest? Manifest, DateTimeOffset LastTagged, Digest? TopLayer);
