using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>Whether a file of an archive is what the archive's lists say of it.</summary>
internal static class ArchivedLayerCheck
{
    /// <exception cref="ImageException">It is longer or shorter than its descriptor says.</exception>
    public static void Size(ArchivedLayer layer, long size)
    {
        if (layer.Descriptor is { } descriptor && descriptor.Size != size)
        {
            throw ImageException.Invalid($"content of {descriptor.Digest} has {size} bytes, its descriptor says {descriptor.Size}");
        }
    }

    /// <exception cref="ImageException">It has another digest than its descriptor says.</exception>
    public static void Content(ArchivedLayer layer, Digest actual)
    {
        if (layer.Descriptor is { } descriptor && descriptor.Digest != actual)
        {
            throw ImageException.Invalid($"content of {descriptor.Digest} does not have this digest");
        }
    }

    /// <param name="position">Of the layer in its image, from 0.</param>
    /// <exception cref="ImageException">Its plain archive is another than the image's configuration says.</exception>
    public static void Plain(int position, Digest diffId, Digest actual)
    {
        if (actual != diffId)
        {
            throw ImageException.Invalid($"invalid diffID for layer {position}: expected \"{diffId}\", got \"{actual}\"");
        }
    }
}
