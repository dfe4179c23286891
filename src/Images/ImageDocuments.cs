using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Berth.Oci;

namespace Berth.Images;

/// <summary>Reads documents that nobody vouches for, within the store's limits.</summary>
internal static class ImageDocuments
{
    /// <summary>
    /// Values, names and brackets of a document: three bytes of text can become an object of fifty. A manifest of 127 layers has 2,000.
    /// </summary>
    private const int MaxTokens = 1_000_000;

    /// <exception cref="ImageException">Not a configuration, or one of an image that we cannot run.</exception>
    public static ImageConfig ParseConfig(ReadOnlySpan<byte> json, ImageStoreOptions options)
    {
        ImageConfig config = Parse(json, OciJson.Default.ImageConfig, "image configuration");
        if (config.RootFs is null || config.RootFs.DiffIds is null || config.RootFs.Type is not "layers")
        {
            throw ImageException.Invalid("invalid image JSON, no RootFS key");
        }

        return config.RootFs.DiffIds.Count > options.MaxLayers
            ? throw ImageException.Invalid($"max depth exceeded: the image has {config.RootFs.DiffIds.Count} layers, at most {options.MaxLayers} are supported")
            : config;
    }

    /// <exception cref="ImageException">Not such a document; the message says <paramref name="what"/> and where.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string what)
    {
        try
        {
            CheckTokens(json, what);
            return JsonSerializer.Deserialize(json, type) ?? throw ImageException.Invalid($"invalid {what}: null");
        }
        catch (JsonException e)
        {
            throw ImageException.Invalid($"invalid {what}: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: not what the format says", e);
        }
    }

    private static void CheckTokens(ReadOnlySpan<byte> json, string what)
    {
        var reader = new Utf8JsonReader(json);
        for (int tokens = 0; reader.Read();)
        {
            if (++tokens > MaxTokens)
            {
                throw ImageException.Invalid($"invalid {what}: more than {MaxTokens} values");
            }
        }
    }
}
