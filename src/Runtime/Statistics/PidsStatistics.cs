using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>Tasks.</summary>
public sealed record PidsStatistics
{
    [JsonPropertyName("current")]
    public ulong? Current { get; init => field = value is 0 ? null : value; }

    /// <summary>0 for none.</summary>
    [JsonPropertyName("limit")]
    public ulong? Limit { get; init => field = value is 0 ? null : value; }
}
