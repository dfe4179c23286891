using System.Buffers;
using System.Globalization;
using System.Text;
using Berth.Engine.Errors;

namespace Berth.Daemon.Http;

/// <summary>
/// <c>/v1.43/containers/json</c> is <c>/containers/json</c> asked in version 1.43; a bare path means the newest version. Every answer
/// tells the client what it talks to. Source: Engine API 1.51, "Versioning".
/// </summary>
internal static class ProtocolVersionMiddleware
{
    private static readonly SearchValues<char> s_versionCharacters = SearchValues.Create("0123456789.");

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
            if (!TrySplit(http.Request.Path.Value ?? "/", out string text, out string rest))
            {
                http.Features.Set(new RequestedVersion(ProtocolVersion.Newest));
                return next(http);
            }

            if (!ProtocolVersion.TryParse(text, out ProtocolVersion version) || version > ProtocolVersion.Newest)
            {
                throw new InvalidParameterException(
                    $"client version {text} is too new. Maximum supported API version is {ProtocolVersion.Newest}");
            }

            if (version < ProtocolVersion.Oldest)
            {
                return RefuseOldAsync(http, text);
            }

            http.Features.Set(new RequestedVersion(version));
            http.Request.Path = rest;
            return next(http);
        });
    }

    /// <summary>The version that the client asked in.</summary>
    public static ProtocolVersion RequestedProtocol(this HttpContext http) =>
        http.Features.Get<RequestedVersion>()?.Version ?? ProtocolVersion.Newest;

    /// <summary>Takes the version off a path: <c>/v</c>, digits and dots, and something after it.</summary>
    internal static bool TrySplit(string path, out string version, out string rest)
    {
        version = rest = "";
        int end = path.StartsWith("/v", StringComparison.Ordinal) ? path.IndexOf('/', 2) : -1;
        if (end < 3 || path.AsSpan(2, end - 2).ContainsAnyExcept(s_versionCharacters))
        {
            return false; // /volumes, or a path that no route knows
        }

        version = path[2..end];
        rest = path[end..];
        return true;
    }

    /// <summary>In plain text: clients of that time read no JSON errors.</summary>
    private static Task RefuseOldAsync(HttpContext http, string version)
    {
        byte[] message = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"client version {version} is too old. Minimum supported API version is {ProtocolVersion.Oldest}, please upgrade your client to a newer version\n"));
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.ContentLength = message.Length;
        return http.Response.Body.WriteAsync(message, http.RequestAborted).AsTask();
    }

    private sealed record RequestedVersion(ProtocolVersion Version);
}
