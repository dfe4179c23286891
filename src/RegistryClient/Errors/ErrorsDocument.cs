using System.Text.Json.Serialization;

namespace Berth.RegistryClient.Errors;

/// <summary>The body of a registry's error (distribution spec, "Error Codes"), and the one of some token services, which is only <c>details</c>.</summary>
internal sealed record ErrorsDocument
{
    [JsonPropertyName("errors")]
    public IReadOnlyList<ErrorItem?> Errors { get => field ?? []; init; }

    [JsonPropertyName("details")]
    public string? Details { get; init; }
}
