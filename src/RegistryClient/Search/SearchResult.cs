using System.Text.Json.Serialization;

namespace Berth.RegistryClient;

/// <summary>A repository that a registry's search found.</summary>
public sealed record SearchResult
{
    [JsonPropertyName("name")]
    public string Name { get => field ?? ""; init; }

    [JsonPropertyName("description")]
    public string Description { get => field ?? ""; init; }

    [JsonPropertyName("star_count")]
    public int StarCount { get; init; }

    [JsonPropertyName("is_official")]
    public bool IsOfficial { get; init; }

    [JsonPropertyName("is_automated")]
    public bool IsAutomated { get; init; }
}
