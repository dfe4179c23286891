using System.Text.Json.Serialization;
using Berth.Oci;

namespace Berth.Images.Pulling.Schema1;

/// <summary>
/// A manifest of docker's image manifest version 2, schema 1, topmost layer first: <c>fsLayers[i]</c> is the archive of the step that
/// <c>history[i]</c> tells of (distribution project, manifest-v2-1).
/// </summary>
internal sealed record Schema1Document
{
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("tag")]
    public string? Tag { get; init; }

    [JsonPropertyName("architecture")]
    public string? Architecture { get; init; }

    [JsonPropertyName("fsLayers")]
    public IReadOnlyList<Schema1Layer>? Layers { get; init; }

    [JsonPropertyName("history")]
    public IReadOnlyList<Schema1History>? History { get; init; }
}

/// <summary>The archive of one step.</summary>
internal sealed record Schema1Layer([property: JsonPropertyName("blobSum")] Digest BlobSum);

/// <summary>An image's configuration as docker 1.0 kept it, JSON in a string.</summary>
internal sealed record Schema1History([property: JsonPropertyName("v1Compatibility")] string? Compatibility);

[JsonSourceGenerationOptions(MaxDepth = 16, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(Schema1Document))]
internal sealed partial class Schema1Json : JsonSerializerContext;
