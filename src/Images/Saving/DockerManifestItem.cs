using System.Text.Json.Serialization;

namespace Berth.Images.Saving;

/// <summary>An image of <c>manifest.json</c>, in docker's order of members.</summary>
internal sealed record DockerManifestItem
{
    public required string Config { get; init; }

    /// <summary>Null where the image has no name here, which docker writes too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<string>? RepoTags { get; init; }

    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>The image that this one was made from, where the archive has it.</summary>
    public string? Parent { get; init; }

    public required IReadOnlyDictionary<string, LayerSource> LayerSources { get; init; }
}

/// <summary>A layer's descriptor as <c>manifest.json</c> has it.</summary>
internal sealed record LayerSource(
    [property: JsonPropertyName("mediaType")] string MediaType,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("digest")] string Digest);
