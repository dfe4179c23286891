namespace Berth.Daemon.Http;

/// <summary>
/// An image's name has slashes, and clients put it into the path as it is: <c>/images/library/debian:12/json</c>. A route has one
/// segment for a name, so the slashes between <c>/images/</c> and the verb are escaped before routing and back in the handler. Names of
/// plugins are such names, too.
/// </summary>
internal static class ImageNamePaths
{
    private static readonly string[] s_prefixes = ["/images/", "/distribution/", "/plugins/"];

    private static readonly string[] s_verbs =
        ["/json", "/history", "/push", "/tag", "/get", "/enable", "/disable", "/upgrade", "/set"];

    public static void UseImageNamePaths(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        http.Request.Path = Escape(http.Request.Path.Value ?? "/");
        return next(http);
    });

    /// <summary>The name that a route value stands for.</summary>
    public static string Unescape(string name) => name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    internal static string Escape(string path)
    {
        string? prefix = Array.Find(s_prefixes, p => path.StartsWith(p, StringComparison.Ordinal));
        if (prefix is null)
        {
            return path;
        }

        string rest = path[prefix.Length..];
        string verb = Array.Find(s_verbs, v => rest.Length > v.Length && rest.EndsWith(v, StringComparison.Ordinal)) ?? "";
        string name = rest[..^verb.Length];
        return name.Contains('/') ? $"{prefix}{name.Replace("/", "%2F", StringComparison.Ordinal)}{verb}" : path;
    }
}
