using Berth.Content;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>
/// A layer that is unpacked in <c>tmp/</c> and not recorded yet; disposing it puts it in the trash.
/// <code>
/// tmp/layer-RANDOM/files/     what becomes layers/NAME
/// tmp/layer-RANDOM/recipe     what becomes recipes/NAME
/// tmp/layer-RANDOM/replaced/  what the archive has twice, while it is unpacked (ReplacedFiles)
/// </code>
/// </summary>
internal sealed class StagedLayer(string path, Trash trash) : IDisposable
{
    public string Files => Path.Combine(path, "files");

    public string Recipe => Path.Combine(path, "recipe");

    public string Replaced => Path.Combine(path, "replaced");

    public Digest DiffId { get; set; }

    public LayerContents Contents { get; set; } = new(0, null);

    /// <summary>Everything in it is on the disk when this returns; thousands of small files make one syncfs cheaper than an fsync each.</summary>
    public void Sync()
    {
        using Fd tree = Fd.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        tree.SyncFileSystem();
    }

    /// <summary>Gives it its place. Until the caller records it, the next start takes it for an orphan.</summary>
    public void Place(StorePaths paths, string name)
    {
        File.Move(Recipe, paths.Recipe(name));
        StorePaths.SyncDirectory(paths.Recipes);
        Failpoint.Hit("recipe.renamed");
        Directory.Move(Files, paths.Layer(name));
        StorePaths.SyncDirectory(paths.Layers);
    }

    public void Dispose() => trash.Discard(path);
}
