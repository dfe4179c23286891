using Berth.Content;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>The table of layers whose files were found to be others than their digest says, until they are added again.</summary>
internal sealed class DamagedLayerTable(MetadataDatabase database)
{
    public const string Schema = "CREATE TABLE damaged_layers(diff_id TEXT PRIMARY KEY) STRICT";

    public HashSet<Digest> All() =>
        [.. database.Read(static session => session.Query("SELECT diff_id FROM damaged_layers", static row => Digest.Parse(row.GetString(0))))];

    /// <summary>Records one; it is known after a power cut too.</summary>
    public void Add(Digest diffId) => database.WriteDurably(session => session.Execute(
        "INSERT INTO damaged_layers VALUES($diff) ON CONFLICT DO NOTHING", ("$diff", diffId.ToString())));

    public void Remove(Digest diffId) => database.Write(session => Delete(session, diffId));

    public static void Delete(DatabaseSession session, Digest diffId) =>
        session.Execute("DELETE FROM damaged_layers WHERE diff_id=$diff", ("$diff", diffId.ToString()));
}
