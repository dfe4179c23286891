using System.Text.Json.Serialization;
using Berth.Oci;

namespace Berth.Images.Loading;

/// <summary>
/// What <c>docker save</c> writes: <c>manifest.json</c> lists, for each image, the files of its configuration and layers and its
/// tags (moby, image/spec/v1.2.md, "Combined Image JSON + Filesystem Changeset Format").
/// </summary>
internal static class DockerArchive
{
    public const string ManifestName = "manifest.json";

    public static IEnumerable<ArchivedImage> Read(SpooledArchive archive, ImageStoreOptions options)
    {
        byte[] json = archive.ReadDocument(ManifestName, options.MaxDocumentBytes);
        if (json.AsSpan().Trim(" \t\r\n"u8).SequenceEqual("null"u8))
        {
            throw ImageException.Invalid("invalid manifest, manifest cannot be null (but can be [])");
        }

        DockerArchiveItem?[] items = ImageDocuments.Parse(json, ArchiveJson.Default.DockerArchiveItemArray, ManifestName);
        if (items.Length > LoadLimits.Images)
        {
            throw ImageException.Invalid($"invalid {ManifestName}: it has {items.Length} images, at most {LoadLimits.Images} are supported");
        }

        foreach (DockerArchiveItem? item in items)
        {
            if (string.IsNullOrEmpty(item?.Config))
            {
                throw ImageException.Invalid($"invalid {ManifestName}: an image has no configuration");
            }

            byte[] config = archive.ReadDocument(item.Config, options.MaxDocumentBytes);
            CheckName(item.Config, config);
            ArchivedLayer[] layers = [.. (item.Layers ?? []).Select(static file => new ArchivedLayer(file ?? ""))];
            Digest? parent = string.IsNullOrEmpty(item.Parent) ? null : ParseParent(item.Parent);
            yield return new ArchivedImage(config, layers, Names(item.RepoTags ?? []), null, parent);
        }
    }

    // Docker since 25 names the file by its digest, blobs/sha256/HEX, docker before HEX.json: then it has to be true.
    private static void CheckName(string name, byte[] config)
    {
        string hex = Path.GetFileNameWithoutExtension(name);
        if (Digest.TryParse($"sha256:{hex}", out Digest digest) && digest != Digest.Of(config))
        {
            throw ImageException.Invalid($"content of {digest} does not have this digest");
        }
    }

    private static Reference[] Names(IReadOnlyList<string> tags) => tags.Count <= LoadLimits.Names
        ? [.. tags.Select(ParseTag)]
        : throw ImageException.Invalid($"invalid {ManifestName}: an image has {tags.Count} names, at most {LoadLimits.Names} are supported");

    private static Digest ParseParent(string text) => Digest.TryParse(text, out Digest parent)
        ? parent
        : throw ImageException.Invalid($"invalid {ManifestName}: invalid parent \"{text}\"");

    private static Reference ParseTag(string? tag) =>
        tag is not null && Reference.TryParse(tag, out Reference? name) && name.Tag is not null && name.Digest is null
            ? TagTarget.Check(name)
            : throw ImageException.Invalid($"invalid tag \"{tag}\"");
}

/// <summary>One image of <c>manifest.json</c>.</summary>
internal sealed record DockerArchiveItem(string? Config, IReadOnlyList<string>? RepoTags, IReadOnlyList<string>? Layers, string? Parent);

[JsonSourceGenerationOptions(MaxDepth = 16)]
[JsonSerializable(typeof(DockerArchiveItem[]))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
