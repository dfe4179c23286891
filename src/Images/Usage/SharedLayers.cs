using Berth.Oci;

namespace Berth.Images.Usage;

/// <summary>
/// The layers that several images have. A layer is the same where its diff ID is: then its files are on the disk once, whatever is
/// below them.
/// </summary>
/// <param name="images">The images that count.</param>
internal sealed class SharedLayers(IReadOnlyCollection<ImageRecord> images)
{
    private readonly Dictionary<Digest, int> _images =
        images.SelectMany(static image => image.Config.RootFs.DiffIds.Distinct()).CountBy(static diffId => diffId).ToDictionary();

    /// <summary>Whether more than one image has a layer.</summary>
    public bool Contains(Digest diffId) => _images.GetValueOrDefault(diffId) > 1;
}
