using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// An OCI image layout (OCI image spec, image-layout.md): <c>index.json</c> points to manifests, or to indexes with a manifest a
/// platform; all content lies under <c>blobs/ALGORITHM/HEX</c>.
/// </summary>
internal sealed class OciLayout(SpooledArchive archive, ImageStoreOptions options)
{
    public const string IndexName = "index.json";

    private const string FullName = "io.containerd.image.name";
    private const string ReferenceName = "org.opencontainers.image.ref.name";
    private const int MaxNesting = 4;

    public IEnumerable<ArchivedImage> Read()
    {
        byte[] json = archive.ReadDocument(IndexName, options.MaxDocumentBytes);
        ImageIndex index = ImageDocuments.Parse(json, OciJson.Default.ImageIndex, IndexName);
        foreach (Descriptor descriptor in ForPlatform(index.Manifests))
        {
            Reference[] names = NameOf(descriptor) is { } name ? [name] : [];
            yield return ReadImage(FindManifest(descriptor, MaxNesting), names);
        }
    }

    private ArchivedImage ReadImage(Descriptor descriptor, Reference[] names)
    {
        byte[] json = ReadBlob(descriptor);
        Manifest manifest = ImageDocuments.Parse(json, OciJson.Default.Manifest, "image manifest");
        if (manifest.Config is null || manifest.Layers is null)
        {
            throw ImageException.Invalid("invalid image manifest: no configuration or no layers");
        }

        return new ArchivedImage(ReadBlob(manifest.Config), [.. manifest.Layers.Select(static l => BlobName(l.Digest))], names, json);
    }

    private Descriptor FindManifest(Descriptor descriptor, int nesting)
    {
        if (!MediaTypes.IsIndex(descriptor.MediaType))
        {
            return descriptor;
        }

        if (nesting == 0)
        {
            throw ImageException.Invalid("image indexes are nested too deep");
        }

        ImageIndex index = ImageDocuments.Parse(ReadBlob(descriptor), OciJson.Default.ImageIndex, "image index");
        Descriptor? chosen = ForPlatform(index.Manifests ?? []).FirstOrDefault();
        return chosen is null
            ? throw ImageException.Invalid($"no image for platform {options.Platform} in the index")
            : FindManifest(chosen, nesting - 1);
    }

    // Those that run here; where none does, all that are images at all (attestations say unknown/unknown).
    private List<Descriptor> ForPlatform(IReadOnlyList<Descriptor> descriptors)
    {
        List<Descriptor> images = [.. descriptors.Where(static d => d.Platform?.Os != "unknown")];
        List<Descriptor> fitting = [.. images.Where(d => d.Platform is null || options.Platform.Accepts(d.Platform))];
        return fitting.Count > 0 ? fitting : images;
    }

    // The specification's own annotation often holds a bare tag, which names nothing by itself.
    private static Reference? NameOf(Descriptor descriptor)
    {
        string? full = descriptor.Annotations?.GetValueOrDefault(FullName);
        string? name = full ?? descriptor.Annotations?.GetValueOrDefault(ReferenceName);
        return name is not null && (full is not null || name.AsSpan().ContainsAny('/', ':'))
            && Reference.TryParse(name, out Reference? reference) && reference.Digest is null
                ? reference.WithDefaultTag()
                : null;
    }

    private byte[] ReadBlob(Descriptor descriptor)
    {
        byte[] bytes = archive.ReadDocument(BlobName(descriptor.Digest), options.MaxDocumentBytes);
        return descriptor.Digest.Algorithm == "sha256" && Digest.Of(bytes) == descriptor.Digest
            ? bytes
            : throw ImageException.Invalid($"content of {descriptor.Digest} does not have this digest");
    }

    private static string BlobName(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
