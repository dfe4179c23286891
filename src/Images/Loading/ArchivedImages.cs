using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// Finds the images of an archive. Docker since 25 writes both formats at once: then <c>manifest.json</c> says which images there are,
/// as it does for docker, and the layout beside it has their manifests. Only the layout knows of several platforms, so it is what
/// counts where one is asked for.
/// </summary>
internal sealed class ArchivedImages(SpooledArchive archive, ImageStoreOptions options, Platform? wanted)
{
    /// <exception cref="ImageException">The archive has neither format, or breaks its rules. Images before that are whole.</exception>
    public IEnumerable<ArchivedImage> Read()
    {
        bool isLayout = archive.Contains(OciLayout.IndexName);
        if (archive.Contains(DockerArchive.ManifestName))
        {
            return (isLayout, wanted) switch
            {
                (false, _) => DockerArchive.Read(archive, options),
                (true, null) => DockerArchive.Read(archive, options).Select(WithManifest(Layout())),
                (true, _) => Layout().Read(),
            };
        }

        return isLayout ? Layout().Read() : throw ImageException.Invalid("invalid archive: does not contain a manifest.json");
    }

    private OciLayout Layout() => new(archive, options, wanted);

    // Docker 25.0's manifests list no layers; they say nothing of the image then. Only digests stay in memory, however many there are.
    private static Func<ArchivedImage, ArchivedImage> WithManifest(OciLayout layout)
    {
        var manifests = new Dictionary<Digest, Descriptor>();
        foreach (ArchivedImage described in layout.Read())
        {
            manifests.TryAdd(
                Digest.Of(described.Config), new Descriptor { Digest = Digest.Of(described.Manifest), Size = described.Manifest!.Length });
        }

        return image =>
        {
            if (!manifests.TryGetValue(Digest.Of(image.Config), out Descriptor? manifest))
            {
                return image;
            }

            ArchivedImage described = layout.ReadImage(manifest, []);
            return IsSame(image, described) ? image with { Layers = described.Layers, Manifest = described.Manifest } : image;
        };
    }

    private static bool IsSame(ArchivedImage one, ArchivedImage other) =>
        one.Layers.Select(static l => l.File).SequenceEqual(other.Layers.Select(static l => l.File), StringComparer.Ordinal);
}
