using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Berth.Oci;

namespace Berth.Images.Saving;

/// <summary>
/// The lists of an archive, byte for byte as dockerd 28 writes them: of an OCI layout (OCI image spec, image-layout.md), and of docker's
/// own format, whose files the two share.
/// </summary>
internal static class SaveDocuments
{
    public static ReadOnlySpan<byte> Layout => "{\"imageLayoutVersion\": \"1.0.0\"}"u8;

    private static readonly SaveJson s_json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    /// <summary>The manifest of an image with its layers as plain archives.</summary>
    public static byte[] Manifest(SavedImage image) => JsonSerializer.SerializeToUtf8Bytes(
        new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = image.Image.Id, Size = image.Config.Length },
            Layers = [.. image.Layers.Select(static layer => layer.Descriptor)],
        },
        s_json.Manifest);

    /// <summary><c>index.json</c>: a descriptor for each name, or one without a name.</summary>
    public static byte[] Index(IReadOnlyList<SavedImage> images) => JsonSerializer.SerializeToUtf8Bytes(
        new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [.. images.SelectMany(Descriptors)] }, s_json.ImageIndex);

    /// <summary><c>manifest.json</c>: docker's list of images.</summary>
    public static byte[] DockerManifest(IReadOnlyList<SavedImage> images)
    {
        HashSet<Digest> saved = [.. images.Select(static image => image.Image.Id)];
        DockerManifestItem[] items =
        [
            .. images.Select(image => new DockerManifestItem
            {
                Config = BlobName(image.Image.Id),
                RepoTags = image.Names.Count == 0 ? null : [.. image.Names.Select(static name => name.Familiar)],
                Layers = [.. image.Layers.Select(static layer => BlobName(layer.Record.DiffId))],
                Parent = image.Image.Parent is { } parent && saved.Contains(parent) ? parent.ToString() : null,
                LayerSources = new SortedDictionary<string, LayerSource>(
                    image.Layers.DistinctBy(static layer => layer.Record.DiffId).ToDictionary(static layer => layer.Record.DiffId.ToString(), Source),
                    StringComparer.Ordinal),
            }),
        ];
        return [.. JsonSerializer.SerializeToUtf8Bytes(items, s_json.DockerManifestItemArray), (byte)'\n'];
    }

    /// <summary><c>repositories</c>: the uppermost layer of each name, which docker before 1.10 read. Null where nothing has a name.</summary>
    public static byte[]? Repositories(IReadOnlyList<SavedImage> images)
    {
        var repositories = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (SavedImage image in images.Where(static image => image.Layers.Count > 0))
        {
            foreach (Reference name in image.Names)
            {
                repositories.TryAdd(name.FamiliarName, new SortedDictionary<string, string>(StringComparer.Ordinal));
                repositories[name.FamiliarName][name.Tag!] = image.Layers[^1].Record.DiffId.Hex;
            }
        }

        return repositories.Count == 0
            ? null
            : [.. JsonSerializer.SerializeToUtf8Bytes(repositories, s_json.SortedDictionaryStringSortedDictionaryStringString), (byte)'\n'];
    }

    public static string BlobName(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    private static IEnumerable<Descriptor> Descriptors(SavedImage image)
    {
        byte[] manifest = Manifest(image);
        var descriptor = new Descriptor { MediaType = MediaTypes.OciManifest, Digest = Digest.Of(manifest), Size = manifest.Length };
        return image.Names.Count == 0
            ? [descriptor]
            : image.Names.Select(name => descriptor with
            {
                Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    ["io.containerd.image.name"] = name.ToString(),
                    ["org.opencontainers.image.ref.name"] = name.Tag!,
                },
            });
    }

    private static LayerSource Source(SavedLayer layer) => new(MediaTypes.OciLayer, layer.Size, layer.Record.DiffId.ToString());
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DockerManifestItem[]))]
[JsonSerializable(typeof(SortedDictionary<string, SortedDictionary<string, string>>))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ImageIndex))]
internal sealed partial class SaveJson : JsonSerializerContext;
