using System.Text.Json;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pulling;

/// <summary>
/// A manifest as a registry sent it, read: exactly one of <see cref="Index"/>, <see cref="Manifest"/> and <see cref="Schema1"/> is there.
/// What it is, its media type says; where that is none of ours (registries send <c>application/json</c> and <c>text/plain</c>), its
/// members. A document that is two things at once is refused: what it means must not depend on who reads it.
/// </summary>
/// <param name="Digest">What names it: of its bytes, for a signed schema 1 of what was signed.</param>
/// <param name="Bytes">As they came.</param>
internal sealed record ManifestDocument(Digest Digest, byte[] Bytes)
{
    public ImageIndex? Index { get; private init; }

    public Manifest? Manifest { get; private init; }

    /// <summary>The document without its signatures.</summary>
    public byte[]? Schema1 { get; private init; }

    /// <exception cref="ImageException">InvalidParameter: it is not what its type says, or of a type that is no image.</exception>
    public static ManifestDocument Read(RemoteManifest remote, ImageStoreOptions options)
    {
        var document = new ManifestDocument(remote.Digest, remote.Bytes);
        Members members = Members.Of(remote.Bytes);
        string type = TypeOf(remote.MediaType, members);
        if (MediaTypes.IsIndex(type))
        {
            return document with { Index = CheckIndex(ImageDocuments.Parse(remote.Bytes, OciJson.Default.ImageIndex, "manifest list")) };
        }

        if (MediaTypes.IsManifest(type))
        {
            Manifest manifest = ImageDocuments.Parse(remote.Bytes, OciJson.Default.Manifest, "image manifest");
            return document with { Manifest = CheckManifest(manifest, options) };
        }

        return MediaTypes.IsSchema1(type)
            ? ReadSchema1(document)
            : throw ImageException.Invalid($"unsupported media type {remote.MediaType}");
    }

    private static string TypeOf(string sent, Members members)
    {
        if (members.Manifests && (members.Config || members.Layers))
        {
            throw ImageException.Invalid("ambiguous manifest: it is an index and an image at once");
        }

        string said = IsKnown(sent) ? sent : members.MediaType ?? "";
        if (IsKnown(sent) && IsKnown(members.MediaType) && members.MediaType != sent)
        {
            throw ImageException.Invalid($"mediaType in manifest should be '{sent}' not '{members.MediaType}'");
        }

        return said switch
        {
            _ when IsKnown(said) => said,
            _ when members.FsLayers => MediaTypes.DockerSchema1,
            _ when members.Manifests => MediaTypes.OciIndex,
            _ when members.Config => MediaTypes.OciManifest,
            _ => said,
        };
    }

    private static bool IsKnown(string? type) => MediaTypes.IsIndex(type) || MediaTypes.IsManifest(type) || MediaTypes.IsSchema1(type);

    private static ImageIndex CheckIndex(ImageIndex index) => index.SchemaVersion == 2 && index.Manifests.All(static m => m is not null)
        ? index
        : throw ImageException.Invalid($"invalid manifest list: unsupported schema version {index.SchemaVersion}");

    private static Manifest CheckManifest(Manifest manifest, ImageStoreOptions options)
    {
        if (manifest.SchemaVersion != 2 || manifest.Config is null || manifest.Config.Digest.IsEmpty)
        {
            throw ImageException.Invalid($"invalid image manifest: unsupported schema version {manifest.SchemaVersion}");
        }

        if (manifest.Layers.Count > options.MaxLayers)
        {
            throw ImageException.Invalid(
                $"max depth exceeded: the image has {manifest.Layers.Count} layers, at most {options.MaxLayers} are supported");
        }

        return manifest.Layers.All(static layer => layer is { Digest.IsEmpty: false, Size: >= 0 })
            ? manifest
            : throw ImageException.Invalid("invalid image manifest: a layer without a digest or with a negative size");
    }

    private static ManifestDocument ReadSchema1(ManifestDocument document)
    {
        try
        {
            byte[] payload = SignedPayload.Read(document.Bytes) ?? document.Bytes;
            return document with { Digest = Digest.Of(payload), Schema1 = payload };
        }
        catch (FormatException e)
        {
            throw ImageException.Invalid(e.Message, e);
        }
    }

    /// <summary>Which members the document has at its top.</summary>
    private sealed record Members(string? MediaType, bool Manifests, bool Config, bool Layers, bool FsLayers)
    {
        public static Members Of(byte[] json)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
                JsonElement root = document.RootElement;
                if (root.ValueKind == JsonValueKind.Object)
                {
                    string? type = root.TryGetProperty("mediaType", out JsonElement value) && value.ValueKind == JsonValueKind.String
                        ? value.GetString()
                        : null;
                    return new Members(type, Has(root, "manifests"), Has(root, "config"), Has(root, "layers"), Has(root, "fsLayers"));
                }
            }
            catch (JsonException e)
            {
                throw ImageException.Invalid($"invalid image manifest: {e.Message}", e);
            }

            throw ImageException.Invalid("invalid image manifest: not a JSON object");
        }

        private static bool Has(JsonElement root, string name) =>
            root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;
    }
}
