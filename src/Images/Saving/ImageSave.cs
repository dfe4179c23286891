using Berth.Images.Layers;
using Berth.Oci;

namespace Berth.Images.Saving;

/// <summary>
/// Prepares an archive of images; nothing of it is written yet, so that what is wrong is said before the first byte:
/// <list type="number">
/// <item>What the client's words mean.</item>
/// <item>The layers are held and the configurations read: an image that is removed meanwhile is saved nevertheless.</item>
/// <item>The layers' sizes are looked up in their recipes, and the lists written around them.</item>
/// </list>
/// </summary>
internal static class ImageSave
{
    /// <exception cref="ImageException">NotFound, InvalidParameter; System: a layer is damaged.</exception>
    public static ImageArchive Prepare(ImageStore store, Catalog catalog, IReadOnlyList<string> names, Platform? platform)
    {
        // 1.
        IReadOnlyList<SelectedImage> selected = SaveSelection.Select(catalog, names, platform);
        var holds = new List<LayerHold>();
        try
        {
            // 2.
            var sources = new List<(SelectedImage Selection, byte[] Config)>();
            foreach (SelectedImage selection in selected)
            {
                store.WithImage(selection.Image.Id, image =>
                {
                    holds.AddRange(image.Layers.TakeLast(1).Select(top => Hold(store, image, top)));
                    sources.Add((selection, store.ReadConfig(image.Id)));
                });
            }

            // 3.
            var layers = new Dictionary<Digest, SavedLayer>();
            SavedImage[] images =
            [
                .. sources.Select(source => new SavedImage(
                    source.Selection.Image,
                    source.Config,
                    [.. source.Selection.Image.Layers.Select(chainId => Layer(store, layers, chainId))],
                    source.Selection.Names)),
            ];
            return new ImageArchive(store.Layers, images, holds);
        }
        catch
        {
            holds.ForEach(static hold => hold.Dispose());
            throw;
        }
    }

    private static LayerHold Hold(ImageStore store, ImageRecord image, Digest top) => store.Layers.TryHold(top)
        ?? throw new ImageException(ImageErrorKind.System, $"image {image.Id} lacks the files of layer {top}, pull or load it again");

    private static SavedLayer Layer(ImageStore store, Dictionary<Digest, SavedLayer> known, Digest chainId)
    {
        LayerRecord record = store.Layers.Get(chainId);
        if (!known.TryGetValue(record.DiffId, out SavedLayer? layer))
        {
            known.Add(record.DiffId, layer = new SavedLayer(record, store.Layers.TarSize(record)));
        }

        return layer;
    }
}
