using System.Text.Json;
using Berth.Oci;
using Berth.Registry.Metadata;

namespace Berth.Registry.Web.Images;

/// <summary>
/// Reads manifests for pages. They are whatever somebody pushed: one that is too large, or is none, has no facts, and lists are cut where no reader
/// would follow.
/// </summary>
internal static class ManifestReader
{
    /// <summary>Bytes; a registry takes larger ones, but pages show only their digest.</summary>
    public const int Largest = 512 * 1024;

    private const int MostLayers = 1000;
    private const int MostImages = 200;
    private const int MostAnnotations = 100;

    // Set by docker's builder on what it puts beside the images (buildkit, docs/attestations/attestation-storage.md).
    private const string AttestationAnnotation = "vnd.docker.reference.type";

    public static ManifestFacts? Read(ManifestRecord manifest)
    {
        if (manifest.Content.Length > Largest)
        {
            return null;
        }

        try
        {
            return MediaTypes.IsIndex(manifest.MediaType) ? ReadIndex(manifest.Content.Span)
                : MediaTypes.IsManifest(manifest.MediaType) ? ReadManifest(manifest.Content.Span)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ManifestFacts? ReadIndex(ReadOnlySpan<byte> content)
    {
        ImageIndex? index = JsonSerializer.Deserialize(content, OciJson.Default.ImageIndex);
        return index is null ? null : new ManifestFacts
        {
            IsIndex = true,
            ArtifactType = index.ArtifactType,
            Images = [.. Present(index.Manifests).Where(static d => !IsAttestation(d)).Take(MostImages)],
            Attestations = [.. Present(index.Manifests).Where(IsAttestation).Take(MostImages)],
            Subject = index.Subject?.Digest,
            Annotations = ReadAnnotations(index.Annotations),
        };
    }

    private static ManifestFacts? ReadManifest(ReadOnlySpan<byte> content)
    {
        Manifest? manifest = JsonSerializer.Deserialize(content, OciJson.Default.Manifest);
        return manifest?.Config is null ? null : new ManifestFacts
        {
            IsIndex = false,
            ArtifactType = manifest.ArtifactType,
            Config = manifest.Config,
            Layers = [.. Present(manifest.Layers).Take(MostLayers)],
            Subject = manifest.Subject?.Digest,
            Annotations = ReadAnnotations(manifest.Annotations),
        };
    }

    private static bool IsAttestation(Descriptor descriptor) => descriptor.Annotations?.ContainsKey(AttestationAnnotation) == true;

    // JSON may have null where there should be an object.
    private static IEnumerable<Descriptor> Present(IReadOnlyList<Descriptor> descriptors) =>
        descriptors.OfType<Descriptor>().Where(static descriptor => !descriptor.Digest.IsEmpty);

    private static List<KeyValuePair<string, string>> ReadAnnotations(IReadOnlyDictionary<string, string>? annotations) =>
        [.. (annotations ?? new Dictionary<string, string>()).Where(static pair => pair.Value is not null).Take(MostAnnotations)];
}
