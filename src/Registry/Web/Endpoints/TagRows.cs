using Berth.Oci;
using Berth.Registry.Metadata;
using Berth.Registry.Naming;
using Berth.Registry.Web.Images;
using Berth.Registry.Web.Pages;

namespace Berth.Registry.Web.Endpoints;

/// <summary>Reads what a repository's page says of its tags, (1) the manifests they point at in one query, (2) those of their images in another.</summary>
internal static class TagRows
{
    private const int MostPlatforms = 12;

    public static async ValueTask<IReadOnlyList<TagRow>> ReadAsync(
        ImageContents images, RepositoryName repository, IReadOnlyList<TagRecord> tags, CancellationToken cancellation)
    {
        // 1.
        Dictionary<Digest, ManifestFacts> manifests = images.Manifests(repository, tags.Select(static tag => tag.Digest));

        // 2.
        Dictionary<Digest, ManifestFacts> children = images.Manifests(
            repository, manifests.Values.SelectMany(static facts => facts.Images.Take(MostPlatforms)).Select(static image => image.Digest));
        var rows = new List<TagRow>(tags.Count);
        foreach (TagRecord tag in tags)
        {
            rows.Add(await RowAsync(images, repository, tag, manifests.GetValueOrDefault(tag.Digest), children, cancellation));
        }

        return rows;
    }

    private static async ValueTask<TagRow> RowAsync(
        ImageContents images, RepositoryName repository, TagRecord tag, ManifestFacts? facts, Dictionary<Digest, ManifestFacts> children, CancellationToken cancellation)
    {
        if (facts is null)
        {
            return new TagRow(tag, null, [], tag.MediaType);
        }

        if (facts.IsIndex)
        {
            long[] sizes = [.. facts.Images.Select(image => children.GetValueOrDefault(image.Digest)?.Size ?? 0).Where(static size => size > 0)];
            string[] platforms = [.. facts.Images.Where(static image => image.Platform is not null).Take(MostPlatforms).Select(static image => image.Platform!.ToString())];
            return new TagRow(tag, sizes.Length == 0 ? null : (sizes.Min(), sizes.Max()), platforms, platforms.Length == 0 ? facts.ArtifactType : null);
        }

        ImageFacts? configuration = await images.ConfigurationAsync(repository, facts, cancellation);
        return new TagRow(
            tag, (facts.Size, facts.Size), configuration is null ? [] : [configuration.Platform],
            facts.IsImage ? null : facts.ArtifactType ?? facts.Config?.MediaType);
    }
}
