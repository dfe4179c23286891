using Berth.Engine.Errors;

namespace Berth.Daemon.Http;

/// <summary>
/// Paths as dockerd's router reads them: doubled slashes lead to the path without them (301), a slash at the end to no page.
/// </summary>
internal static class CleanPaths
{
    public static void UseCleanPaths(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        string path = http.Request.Path.Value ?? "/";
        if (path.Contains("//", StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            http.Response.Headers.Location = Clean(http.Request.PathBase + path) + http.Request.QueryString.ToUriComponent();
            return Task.CompletedTask;
        }

        return path.Length > 1 && path[^1] == '/' ? throw new NotFoundException("page not found") : next(http);
    });

    /// <summary>The path with each run of slashes made one.</summary>
    internal static string Clean(string path) =>
        string.Join('/', path.Split('/').Where((part, index) => part.Length > 0 || index == 0)) is { Length: > 0 } clean ? clean : "/";
}
