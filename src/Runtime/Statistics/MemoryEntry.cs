using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>One kind of memory. No limit is the greatest number.</summary>
public sealed record MemoryEntry
{
    [JsonPropertyName("limit")]
    public ulong Limit { get; init; }

    [JsonPropertyName("usage")]
    public ulong? Usage { get; init => field = value is 0 ? null : value; }

    [JsonPropertyName("max")]
    public ulong? Max { get; init => field = value is 0 ? null : value; }

    [JsonPropertyName("failcnt")]
    public ulong FailCount { get; init; }
}
