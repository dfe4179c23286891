using Berth.Images.Recipes;
using Berth.Linux;
using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>How a layer comes out as the archive that it was: its recipe and its directory put together.</summary>
internal sealed partial class LayerStore
{
    /// <summary>
    /// The plain archive of a layer, the bytes of its diff ID, to be read front to back. The caller holds the layer. Reading fails, at
    /// its end at the latest, where the disk has other bytes; then the layer is damaged from there on, and adding it again repairs it.
    /// </summary>
    /// <exception cref="ImageException">System: the layer's files or its recipe are missing or damaged.</exception>
    public Stream OpenTar(LayerRecord layer)
    {
        Recipe recipe = OpenRecipe(layer);
        try
        {
            return new RecipeStream(recipe, OpenFiles(layer), layer.DiffId, error => Failed(layer, error));
        }
        catch
        {
            recipe.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the plain archive of a layer.</summary>
    /// <exception cref="ImageException">System: the layer's recipe is missing or damaged.</exception>
    public long TarSize(LayerRecord layer)
    {
        using Recipe recipe = OpenRecipe(layer);
        return recipe.TarSize;
    }

    /// <summary>Lets go of a kept archive whose bytes are others than its digest says.</summary>
    public void DropArchive(Digest digest)
    {
        lock (_lock)
        {
            _database.Write(session => LayerArchiveTable.SetNotKept(session, digest));
            _blobs.Delete(digest);
        }
    }

    private Recipe OpenRecipe(LayerRecord layer)
    {
        try
        {
            return Recipe.Open(_paths.Recipe(layer.Directory));
        }
        catch (Exception e) when (e is LinuxException or InvalidDataException)
        {
            throw Failed(layer, e);
        }
    }

    private ConfinedRoot OpenFiles(LayerRecord layer)
    {
        try
        {
            return ConfinedRoot.Open(_paths.Layer(layer.Directory));
        }
        catch (LinuxException e)
        {
            throw Failed(layer, e);
        }
    }

    // What the disk lacks or cannot read stays so; that there are too many open files passes.
    private ImageException Failed(LayerRecord layer, Exception error)
    {
        if (error is LinuxException { Errno: not (Errno.ENOENT or Errno.ENOTDIR or Errno.EISDIR or Errno.ELOOP or Errno.EIO or Errno.ENXIO) } passing)
        {
            return ImageException.From(passing, $"failed to read layer {layer.DiffId}");
        }

        MarkDamaged(layer.DiffId);
        return new ImageException(
            ImageErrorKind.System, $"layer {layer.DiffId} is damaged on the disk: {error.Message}; pull, load or import its image again", error);
    }
}
