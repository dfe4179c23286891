using System.Text.Json.Serialization;

namespace Berth.RegistryClient.Search;

/// <summary>The answer of <c>GET /v1/search</c>.</summary>
internal sealed record SearchDocument
{
    [JsonPropertyName("results")]
    public IReadOnlyList<SearchResult?> Results { get => field ?? []; init; }
}
