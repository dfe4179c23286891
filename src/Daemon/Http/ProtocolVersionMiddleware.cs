using Berth.Engine.Errors;

namespace Berth.Daemon.Http;

/// <summary>
/// <c>/v1.43/containers/json</c> is <c>/containers/json</c> asked in version 1.43; a bare path means the newest version. Every answer
/// tells the client what it talks to. Source: Engine API 1.51, "Versioning".
/// </summary>
internal static class ProtocolVersionMiddleware
{
    public static void UseProtocolVersions(this IApplicationBuilder app, string serverVersion)
    {
        string newest = ProtocolVersion.Newest.ToString();
        string server = $"Berth/{serverVersion} (linux)";
        app.Use((http, next) =>
        {
            IHeaderDictionary headers = http.Response.Headers;
            headers["Api-Version"] = newest;
            headers["Ostype"] = "linux";
            headers["Docker-Experimental"] = "false";
            headers.Server = server;
            http.Features.Set(new RequestedVersion(Strip(http.Request)));
            return next(http);
        });
    }

    /// <summary>The version that the client asked in.</summary>
    public static ProtocolVersion RequestedProtocol(this HttpContext http) =>
        http.Features.Get<RequestedVersion>()?.Version ?? ProtocolVersion.Newest;

    /// <summary>Takes the version off the path.</summary>
    private static ProtocolVersion Strip(HttpRequest request)
    {
        string path = request.Path.Value ?? "/";
        if (!path.StartsWith("/v", StringComparison.Ordinal))
        {
            return ProtocolVersion.Newest;
        }

        int end = path.IndexOf('/', 2);
        ReadOnlySpan<char> text = end < 0 ? path.AsSpan(2) : path.AsSpan(2, end - 2);
        if (!ProtocolVersion.TryParse(text, out ProtocolVersion version))
        {
            return ProtocolVersion.Newest; // /volumes, or a path that no route knows
        }

        if (version > ProtocolVersion.Newest)
        {
            throw new InvalidParameterException(
                $"client version {version} is too new. Maximum supported API version is {ProtocolVersion.Newest}");
        }

        if (version < ProtocolVersion.Oldest)
        {
            throw new InvalidParameterException(
                $"client version {version} is too old. Minimum supported API version is {ProtocolVersion.Oldest}, please upgrade your client to a newer version");
        }

        request.Path = end < 0 ? "/" : path[end..];
        return version;
    }

    private sealed record RequestedVersion(ProtocolVersion Version);
}
