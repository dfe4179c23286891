using Berth.Images.Pulling;
using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// An OCI image layout (OCI image spec, image-layout.md): <c>index.json</c> points to manifests, or to indexes with a manifest a
/// platform; all content lies under <c>blobs/ALGORITHM/HEX</c>.
/// </summary>
/// <param name="wanted">The platform that was asked for; null: this machine's, and where an image has none for it, another.</param>
internal sealed class OciLayout(SpooledArchive archive, ImageStoreOptions options, Platform? wanted)
{
    public const string IndexName = "index.json";

    private const string FullName = "io.containerd.image.name";
    private const string ReferenceName = "org.opencontainers.image.ref.name";
    private const int MaxNesting = 4;

    private readonly PlatformPreference _preference = new(wanted ?? options.Platform);

    /// <summary>
    /// The images, one for each manifest that <c>index.json</c> leads to. What has the same name, or no name but a platform, is one image
    /// for several platforms.
    /// </summary>
    public IEnumerable<ArchivedImage> Read()
    {
        byte[] json = archive.ReadDocument(IndexName, options.MaxDocumentBytes);
        ImageIndex index = ImageDocuments.Parse(json, OciJson.Default.ImageIndex, IndexName);
        if (index.Manifests.Count > LoadLimits.Images)
        {
            throw ImageException.Invalid($"invalid {IndexName}: it has {index.Manifests.Count} images, at most {LoadLimits.Images} are supported");
        }

        var chosen = new List<(Descriptor Manifest, Reference? Name)>();
        foreach (IGrouping<string, Descriptor> image in index.Manifests.Where(static d => d is not null).GroupBy(KeyOf))
        {
            if (Choose(image, MaxNesting) is { } manifest)
            {
                chosen.Add((manifest, NameOf(image.First())));
            }
        }

        foreach (IGrouping<Digest, (Descriptor Manifest, Reference? Name)> image in chosen.GroupBy(static c => c.Manifest.Digest))
        {
            Reference[] names = [.. image.Select(static c => c.Name).OfType<Reference>().Distinct().Take(LoadLimits.Names + 1)];
            yield return names.Length <= LoadLimits.Names
                ? ReadImage(image.First().Manifest, names)
                : throw ImageException.Invalid($"invalid {IndexName}: an image has more than {LoadLimits.Names} names");
        }
    }

    /// <summary>The image of a manifest.</summary>
    public ArchivedImage ReadImage(Descriptor descriptor, IReadOnlyList<Reference> names)
    {
        byte[] json = ReadBlob(descriptor);
        Manifest manifest = ImageDocuments.Parse(json, OciJson.Default.Manifest, "image manifest");
        if (manifest.Config is null || manifest.Layers.Any(static layer => layer is null))
        {
            throw ImageException.Invalid("invalid image manifest: no configuration or no layers");
        }

        ArchivedLayer[] layers = [.. manifest.Layers.Select(static l => new ArchivedLayer(BlobName(l.Digest), l))];
        return new ArchivedImage(ReadBlob(manifest.Config), layers, names, json);
    }

    private static string KeyOf(Descriptor descriptor) =>
        NameOf(descriptor)?.ToString() ?? (descriptor.Platform is null ? descriptor.Digest.ToString() : "");

    // The manifest for the platform, through as many indexes as it takes; null where there is none.
    private Descriptor? Choose(IEnumerable<Descriptor> descriptors, int nesting)
    {
        Descriptor[] present = [.. descriptors.Where(static d => d is not null)];
        Descriptor? best = _preference.Choose(present) is [Descriptor first, ..] ? first : null;
        if (best is null && wanted is null)
        {
            // None runs here: the first that is an image at all (attestations say unknown/unknown).
            best = present.FirstOrDefault(static d => d.Platform?.Os != "unknown");
        }

        if (best is null || !MediaTypes.IsIndex(best.MediaType))
        {
            return best;
        }

        if (nesting == 0)
        {
            throw ImageException.Invalid("image indexes are nested too deep");
        }

        ImageIndex index = ImageDocuments.Parse(ReadBlob(best), OciJson.Default.ImageIndex, "image index");
        return Choose(index.Manifests, nesting - 1);
    }

    // The specification's own annotation often holds a bare tag, which names nothing by itself.
    private static Reference? NameOf(Descriptor descriptor)
    {
        string? full = descriptor.Annotations?.GetValueOrDefault(FullName);
        string? name = full ?? descriptor.Annotations?.GetValueOrDefault(ReferenceName);
        return name is not null && (full is not null || name.AsSpan().ContainsAny('/', ':'))
            && Reference.TryParse(name, out Reference? reference) && reference.Digest is null
                ? TagTarget.Check(reference.WithDefaultTag())
                : null;
    }

    private byte[] ReadBlob(Descriptor descriptor)
    {
        byte[] bytes = archive.ReadDocument(BlobName(descriptor.Digest), options.MaxDocumentBytes);
        if (descriptor.Digest.Algorithm != "sha256" || Digest.Of(bytes) != descriptor.Digest)
        {
            throw ImageException.Invalid($"content of {descriptor.Digest} does not have this digest");
        }

        return bytes.Length == descriptor.Size
            ? bytes
            : throw ImageException.Invalid($"content of {descriptor.Digest} has {bytes.Length} bytes, its descriptor says {descriptor.Size}");
    }

    private static string BlobName(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
