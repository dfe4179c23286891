using Berth.Images.Layers;
using Berth.Oci;

namespace Berth.Images.Saving;

/// <summary>A layer of an image that is being written.</summary>
/// <param name="Size">Bytes of its plain archive.</param>
internal sealed record SavedLayer(LayerRecord Record, long Size)
{
    public Descriptor Descriptor => new() { MediaType = MediaTypes.OciLayer, Digest = Record.DiffId, Size = Size };
}
