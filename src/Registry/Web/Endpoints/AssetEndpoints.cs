using Berth.Registry.Web.Assets;

namespace Berth.Registry.Web.Endpoints;

/// <summary><c>GET /assets/HASH/NAME</c>: what pages use, kept by browsers for ever, for another content has another path.</summary>
internal static class AssetEndpoints
{
    private static readonly string[] s_get = ["GET", "HEAD"];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (StaticAsset asset in StaticAssets.All)
        {
            app.MapMethods(asset.Path, s_get, http => WriteAsync(http, asset, "public, max-age=31536000, immutable"));
        }

        // Browsers ask for it unasked.
        app.MapMethods("/favicon.ico", s_get, static http => WriteAsync(http, StaticAssets.Icon, "public, max-age=86400"));
    }

    private static async Task WriteAsync(HttpContext http, StaticAsset asset, string cacheControl)
    {
        HttpResponse response = http.Response;
        SecurityHeaders.Set(response.Headers, isSecure: false);
        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Content.Length;
        response.Headers.CacheControl = cacheControl;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(asset.Content, http.RequestAborted);
        }
    }
}
