using Berth.Content;
using Berth.Oci;

namespace Berth.Images;

/// <summary>The table of containers' writable layers. <c>top_layer</c> is null on an image without layers.</summary>
internal sealed class SnapshotTable(MetadataDatabase database)
{
    public const string Schema = """
        CREATE TABLE snapshots(
            container_id TEXT PRIMARY KEY,
            image_id     TEXT NOT NULL,
            top_layer    TEXT REFERENCES layers(chain_id)) STRICT
        """;

    public List<SnapshotRow> All() => database.Read(static session => session.Query(
        "SELECT container_id, image_id, top_layer FROM snapshots",
        static row => new SnapshotRow(row.GetString(0), Digest.Parse(row.GetString(1)), row.IsDBNull(2) ? null : Digest.Parse(row.GetString(2)))));

    public void Insert(SnapshotRow row) => database.Write(session => session.Execute(
        "INSERT INTO snapshots VALUES($container, $image, $layer)",
        ("$container", row.ContainerId), ("$image", row.ImageId.ToString()), ("$layer", row.TopLayer?.ToString())));

    public static void Delete(DatabaseSession session, string containerId) =>
        session.Execute("DELETE FROM snapshots WHERE container_id=$container", ("$container", containerId));
}

/// <summary>A row of <c>snapshots</c>.</summary>
internal sealed record SnapshotRow(string ContainerId, Digest ImageId, Digest? TopLayer);
