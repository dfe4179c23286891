namespace Berth.EngineApi.Images;

/// <summary>The <c>aux</c> of a push's last line (Engine API <c>PushResult</c>).</summary>
public sealed record PushResult
{
    [JsonPropertyName("Tag")]
    public string Tag { get => field ?? ""; init; }

    /// <summary>Of the manifest.</summary>
    [JsonPropertyName("Digest")]
    public string Digest { get => field ?? ""; init; }

    /// <summary>Bytes of the manifest.</summary>
    [JsonPropertyName("Size")]
    public long Size { get; init; }
}
