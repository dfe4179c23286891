using Berth.Content;
using Berth.Images.Layers;
using Berth.Oci;

namespace Berth.Images.Checking;

/// <summary>
/// The check at the start: every file below the folders of the image store has a record that owns it, or goes.
/// <code>
/// blobs/sha256/HEX      images.id, images.manifest, layer_archives.digest where kept is 1
/// layers/NAME           layers.directory
/// recipes/NAME          layers.directory
/// snapshots/CONTAINER   snapshots.container_id (Snapshots.Load has seen to those)
/// tmp/NAME, trash/NAME  nobody
/// </code>
/// Records without an owner of their own go first: layers that no image, container or other layer stands on, archives of layers that
/// are not here. Nothing else runs meanwhile.
/// </summary>
internal sealed class OwnershipCheck(
    StorePaths paths, MetadataDatabase database, LayerStore layers, BlobStore blobs, Trash trash, Action<string> notice)
{
    /// <param name="snapshots">Writable layers that had no owner.</param>
    public void Run(int snapshots)
    {
        int unreferenced = layers.RemoveUnreferenced();
        int archives = CheckArchives();
        var directories = layers.All().Select(static layer => layer.Directory).ToHashSet(StringComparer.Ordinal);
        (string What, int Count)[] freed =
        [
            ("layers", unreferenced + DiscardOthers(paths.Layers, directories)),
            ("recipes", DiscardOthers(paths.Recipes, directories)),
            ("archive records", archives),
            ("blobs", CheckBlobs()),
            ("writable layers", snapshots),
            ("unfinished files", DiscardOthers(paths.Temporary, [])),
        ];
        string text = string.Join(", ", freed.Where(static pair => pair.Count > 0).Select(static pair => $"{pair.Count} {pair.What}"));
        if (text.Length > 0)
        {
            notice($"freed what no record owned: {text}");
        }
    }

    private int CheckArchives()
    {
        var diffIds = layers.All().Select(static layer => layer.DiffId).ToHashSet();
        List<LayerArchive> known = new LayerArchiveTable(database).All();
        Digest[] unowned = [.. known.Select(static a => a.DiffId).Where(diffId => !diffIds.Contains(diffId)).Distinct()];
        LayerArchive[] lost = [.. known.Where(a => a.IsKept && diffIds.Contains(a.DiffId) && blobs.SizeOf(a.Digest) != a.Size)];
        foreach (LayerArchive archive in lost)
        {
            notice($"the archive {archive.Digest} of layer {archive.DiffId} is gone from the disk");
        }

        if (unowned.Length + lost.Length > 0)
        {
            database.Write(session =>
            {
                Array.ForEach(unowned, diffId => LayerArchiveTable.DeleteOf(session, diffId));
                Array.ForEach(lost, archive => LayerArchiveTable.SetNotKept(session, archive.Digest));
            });
        }

        return unowned.Length;
    }

    private int CheckBlobs()
    {
        var owned = new HashSet<Digest>();
        foreach (ImageRow image in new ImageTable(database).All())
        {
            owned.Add(image.Id);
            if (image.Manifest is { } manifest)
            {
                owned.Add(manifest);
            }
        }

        owned.UnionWith(new LayerArchiveTable(database).All().Where(static a => a.IsKept).Select(static a => a.Digest));
        (List<Digest> present, List<string> others) = blobs.List();
        Digest[] unowned = [.. present.Where(digest => !owned.Contains(digest))];
        Array.ForEach(unowned, blobs.Delete);
        others.ForEach(trash.Discard);
        return unowned.Length + others.Count;
    }

    private int DiscardOthers(string folder, HashSet<string> owned)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        string[] unowned = [.. Directory.EnumerateFileSystemEntries(folder).Where(path => !owned.Contains(Path.GetFileName(path)))];
        Array.ForEach(unowned, trash.Discard);
        return unowned.Length;
    }
}
