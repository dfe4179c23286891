using System.Text.Json;
using Berth.Oci;

namespace Berth.Images.Pushing;

/// <summary>The manifest that an image came with, or was pushed with before.</summary>
/// <param name="MediaType">Its own.</param>
/// <param name="Bytes">As they are sent.</param>
/// <param name="Layers">Lowest first, one for each of the image's.</param>
internal sealed record ReceivedManifest(string MediaType, byte[] Bytes, IReadOnlyList<Descriptor> Layers)
{
    /// <summary>Reads it; null where it is another kind of document, or does not fit the image.</summary>
    public static ReceivedManifest? Parse(byte[] bytes, ImageRecord image)
    {
        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(bytes, OciJson.Default.Manifest);
        }
        catch (JsonException)
        {
            return null;
        }

        // An OCI manifest need not name its type; docker's always does.
        string type = manifest?.MediaType ?? MediaTypes.OciManifest;
        return manifest is not null && MediaTypes.IsManifest(type) && manifest.Config?.Digest == image.Id
            && manifest.Layers.Count == image.Layers.Count && manifest.Layers.All(static layer => layer is not null)
            ? new ReceivedManifest(type, bytes, manifest.Layers)
            : null;
    }
}
