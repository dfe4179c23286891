using Berth.Content;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>The table of layers.</summary>
internal sealed class LayerTable(MetadataDatabase database)
{
    /// <summary>
    /// <c>chain_id</c> names the layer and all below it, <c>diff_id</c> its own archive, <c>directory</c> its place below
    /// <c>layers/</c>, which rows of the same <c>diff_id</c> share; <c>root_…</c> are null where the archive has no entry for its root.
    /// </summary>
    public const string Schema = """
        CREATE TABLE layers(
            chain_id   TEXT PRIMARY KEY,
            parent     TEXT REFERENCES layers(chain_id),
            diff_id    TEXT NOT NULL,
            directory  TEXT NOT NULL,
            size       INTEGER NOT NULL,
            root_mode  INTEGER,
            root_owner INTEGER,
            root_group INTEGER) STRICT
        """;

    public List<LayerRecord> All() => database.Read(static session => session.Query(
        "SELECT chain_id, parent, diff_id, directory, size, root_mode, root_owner, root_group FROM layers",
        static row => new LayerRecord(
            Digest.Parse(row.GetString(0)),
            row.IsDBNull(1) ? null : Digest.Parse(row.GetString(1)),
            Digest.Parse(row.GetString(2)),
            row.GetString(3),
            row.GetInt64(4),
            row.IsDBNull(5) ? null : new RootAttributes((uint)row.GetInt64(5), (uint)row.GetInt64(6), (uint)row.GetInt64(7)))));

    public void Insert(LayerRecord layer) => database.Write(session => session.Execute(
        "INSERT INTO layers VALUES($chain, $parent, $diff, $directory, $size, $mode, $owner, $group)",
        ("$chain", layer.ChainId.ToString()),
        ("$parent", layer.Parent?.ToString()),
        ("$diff", layer.DiffId.ToString()),
        ("$directory", layer.Directory),
        ("$size", layer.Size),
        ("$mode", layer.Root?.Mode),
        ("$owner", layer.Root?.Owner),
        ("$group", layer.Root?.Group)));

    public static void Delete(DatabaseSession session, Digest chainId) =>
        session.Execute("DELETE FROM layers WHERE chain_id=$chain", ("$chain", chainId.ToString()));
}
