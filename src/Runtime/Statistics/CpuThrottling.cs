using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>What a quota has held back.</summary>
public sealed record CpuThrottling
{
    [JsonPropertyName("periods")]
    public ulong? Periods { get; init => field = value is 0 ? null : value; }

    [JsonPropertyName("throttledPeriods")]
    public ulong? ThrottledPeriods { get; init => field = value is 0 ? null : value; }

    /// <summary>Nanoseconds.</summary>
    [JsonPropertyName("throttledTime")]
    public ulong? ThrottledTime { get; init => field = value is 0 ? null : value; }
}
