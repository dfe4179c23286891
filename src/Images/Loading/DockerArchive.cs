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
        foreach (DockerArchiveItem? item in ImageDocuments.Parse(json, ArchiveJson.Default.DockerArchiveItemArray, ManifestName))
        {
            if (string.IsNullOrEmpty(item?.Config))
            {
                throw ImageException.Invalid($"invalid {ManifestName}: an image has no configuration");
            }

            Reference[] names = [.. (item.RepoTags ?? []).Select(ParseTag)];
            yield return new ArchivedImage(archive.ReadDocument(item.Config, options.MaxDocumentBytes), item.Layers ?? [], names, null);
        }
    }

    private static Reference ParseTag(string tag) =>
        Reference.TryParse(tag, out Reference? name) && name.Tag is not null && name.Digest is null
            ? name
            : throw ImageException.Invalid($"invalid tag \"{tag}\"");
}

/// <summary>One image of <c>manifest.json</c>.</summary>
internal sealed record DockerArchiveItem(string? Config, IReadOnlyList<string>? RepoTags, IReadOnlyList<string>? Layers);

[JsonSourceGenerationOptions(MaxDepth = 16)]
[JsonSerializable(typeof(DockerArchiveItem[]))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
