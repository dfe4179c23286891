namespace Berth.Registry.Observability;

/// <summary>Tells <see cref="RouteKind"/>s from paths.</summary>
internal static class RouteKinds
{
    public const int Count = (int)RouteKind.Metrics + 1;

    /// <summary>By the path alone; a repository's name may hold any of the words, so that they are looked for from the end.</summary>
    public static RouteKind Of(ReadOnlySpan<char> path)
    {
        if (!path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            return OfOther(path);
        }

        if (path.Length == 4)
        {
            return RouteKind.Base;
        }

        int last = path.LastIndexOf('/');
        ReadOnlySpan<char> head = path[..last];
        ReadOnlySpan<char> word = head[(head.LastIndexOf('/') + 1)..];
        return word switch
        {
            "manifests" => RouteKind.Manifest,
            "uploads" => RouteKind.Upload,
            "blobs" => path[last..] is "/uploads" ? RouteKind.Upload : RouteKind.Blob,
            "tags" => RouteKind.Tags,
            "referrers" => RouteKind.Referrers,
            _ => path is "/v2/_catalog" ? RouteKind.Catalog : RouteKind.Base,
        };
    }

    /// <summary>As the figures name it.</summary>
    public static string Name(this RouteKind kind) => kind switch
    {
        RouteKind.Base => "base",
        RouteKind.Manifest => "manifest",
        RouteKind.Blob => "blob",
        RouteKind.Upload => "upload",
        RouteKind.Tags => "tags",
        RouteKind.Referrers => "referrers",
        RouteKind.Catalog => "catalog",
        RouteKind.Token => "token",
        RouteKind.Search => "search",
        RouteKind.Health => "health",
        RouteKind.Metrics => "metrics",
        _ => "page",
    };

    private static RouteKind OfOther(ReadOnlySpan<char> path) => path switch
    {
        "/v2" => RouteKind.Base,
        "/token" => RouteKind.Token,
        "/healthz" => RouteKind.Health,
        "/metrics" => RouteKind.Metrics,
        _ => path.StartsWith("/v1/", StringComparison.Ordinal) ? RouteKind.Search : RouteKind.Page,
    };
}
