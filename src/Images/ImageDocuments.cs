using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Berth.Oci;

namespace Berth.Images;

/// <summary>Reads documents that nobody vouches for, within the store's limits.</summary>
internal static class ImageDocuments
{
    private const int MaxDepth = 64;

    /// <summary>
    /// Values, names and brackets of a document: three bytes of text can become an object of fifty. A manifest of 127 layers has 2,000.
    /// </summary>
    private const int MaxTokens = 500_000;

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

    // A null in a list is no member of it: what goes through the list does not expect one.
    private static void CheckTokens(ReadOnlySpan<byte> json, string what)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        BitArray lists = new(MaxDepth + 1);
        for (int tokens = 1; reader.Read(); tokens++)
        {
            if (tokens > MaxTokens)
            {
                throw ImageException.Invalid($"invalid {what}: more than {MaxTokens} values");
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    lists[reader.CurrentDepth + 1] = reader.TokenType == JsonTokenType.StartArray;
                    break;
                case JsonTokenType.Null when lists[reader.CurrentDepth]:
                    throw ImageException.Invalid($"invalid {what}: line {LineOf(json, reader.TokenStartIndex)}: null in a list");
            }
        }
    }

    private static int LineOf(ReadOnlySpan<byte> json, long index) => json[..(int)index].Count((byte)'\n') + 1;
}
