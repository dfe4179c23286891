using Berth.EngineApi.Images;

namespace Berth.Daemon.Http;

/// <summary>Summaries of images as each version of the Engine API has them.</summary>
internal static class ImageSummaries
{
    /// <summary>
    /// Up to 1.42 an image that nothing names has names of <c>&lt;none&gt;</c>, and one without a digest null; up to 1.43 the size is said twice. Source: Engine API's
    /// version history, 1.43 and 1.44.
    /// </summary>
    public static IReadOnlyList<ImageSummary> ForVersion(IReadOnlyList<ImageSummary> images, ProtocolVersion version)
    {
        if (version >= new ProtocolVersion(1, 44))
        {
            return images;
        }

        bool saysNone = version < new ProtocolVersion(1, 43);
        return [.. images.Select(image => image with
        {
            VirtualSize = image.Size,
            RepoTags = saysNone && IsNameless(image) ? ["<none>:<none>"] : image.RepoTags,
            RepoDigests = !saysNone ? image.RepoDigests : IsNameless(image) ? ["<none>@<none>"] : NullIfEmpty(image.RepoDigests),
        })];
    }

    /// <summary>As <c>/system/df</c> has them, in every version: no name and no digest is null.</summary>
    public static IReadOnlyList<ImageSummary> InDiskUsage(IReadOnlyList<ImageSummary> images, ProtocolVersion version) =>
    [
        .. images.Select(image => image with
        {
            VirtualSize = version < new ProtocolVersion(1, 44) ? image.Size : null,
            RepoTags = NullIfEmpty(image.RepoTags),
            RepoDigests = NullIfEmpty(image.RepoDigests),
        }),
    ];

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyList<string>? names) => names is { Count: > 0 } ? names : null;

    private static bool IsNameless(ImageSummary image) => image is { RepoTags: null or { Count: 0 }, RepoDigests: null or { Count: 0 } };
}
