using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>The layers of an image by the digests of their uncompressed archives, lowest first.</summary>
public sealed record RootFs
{
    [JsonPropertyName("type")]
    public string Type { get => field ?? "layers"; init; }

    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<Digest> DiffIds { get => field ?? []; init; }
}
