using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>A count of one device.</summary>
public sealed record BlockIoEntry
{
    [JsonPropertyName("major")]
    public ulong? Major { get; init => field = value is 0 ? null : value; }

    [JsonPropertyName("minor")]
    public ulong? Minor { get; init => field = value is 0 ? null : value; }

    /// <summary><c>Read</c>, <c>Write</c>, <c>Sync</c>, <c>Async</c>, <c>Discard</c>, <c>Total</c>.</summary>
    [JsonPropertyName("op")]
    public string? Operation { get; init; }

    [JsonPropertyName("value")]
    public ulong? Value { get; init => field = value is 0 ? null : value; }
}
