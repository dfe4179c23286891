using System.Text.Json;
using Berth.Engine.Errors;
using Berth.Oci;
using Microsoft.Extensions.Primitives;

namespace Berth.Daemon.Http;

/// <summary>
/// The query value <c>platform</c> where it is a platform of the OCI image spec as JSON, as since API 1.48 for single images:
/// <c>{"os":"linux","architecture":"arm64","variant":"v8"}</c>.
/// </summary>
internal static class PlatformQuery
{
    /// <returns>Null where none is given.</returns>
    /// <exception cref="InvalidParameterException">It is no platform, or there are several.</exception>
    public static Platform? QueryPlatform(this HttpContext http)
    {
        StringValues values = http.Request.Query["platform"];
        if (values.Count > 1)
        {
            throw new InvalidParameterException("multiple platform parameters are not supported");
        }

        return string.IsNullOrEmpty(values) ? null : Parse(values.ToString());
    }

    /// <summary>The one platform of <c>platforms</c>; null where there is none. Source: Engine API 1.50, "Remove an image".</summary>
    /// <exception cref="InvalidParameterException">It is no platform, or there are several, and an image is for one only.</exception>
    public static Platform? QueryOnlyPlatform(this HttpContext http)
    {
        List<Platform> platforms = [.. http.Request.Query["platforms"].Where(static text => !string.IsNullOrEmpty(text)).Select(static text => Parse(text!))];
        return platforms.Count > 1 ? throw new InvalidParameterException("multiple platforms are not supported") : platforms.FirstOrDefault();
    }

    private static Platform Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object && !(Has(document, "os") && Has(document, "architecture")))
            {
                throw new InvalidParameterException("both OS and Architecture must be provided");
            }

            return document.Deserialize(OciJson.Default.Platform) ?? throw new InvalidParameterException("failed to parse platform: null");
        }
        catch (JsonException e)
        {
            throw new InvalidParameterException($"failed to parse platform: {e.Message}");
        }
    }

    private static bool Has(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 };
}
