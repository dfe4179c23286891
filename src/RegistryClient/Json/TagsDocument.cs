using System.Text.Json.Serialization;

namespace Berth.RegistryClient.Json;

/// <summary>The answer of <c>GET /v2/NAME/tags/list</c>, one page.</summary>
internal sealed record TagsDocument
{
    [JsonPropertyName("tags")]
    public IReadOnlyList<string?> Tags { get => field ?? []; init; }
}
