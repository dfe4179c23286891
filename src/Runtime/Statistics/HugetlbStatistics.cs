using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>Huge pages of one size, in bytes.</summary>
public sealed record HugetlbStatistics
{
    [JsonPropertyName("usage")]
    public ulong? Usage { get; init => field = value is 0 ? null : value; }

    [JsonPropertyName("max")]
    public ulong? Max { get; init => field = value is 0 ? null : value; }

    [JsonPropertyName("failcnt")]
    public ulong FailCount { get; init; }
}
