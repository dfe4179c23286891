using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>Processor time.</summary>
public sealed record CpuStatistics
{
    [JsonPropertyName("usage")]
    public CpuUsage Usage { get; init; } = new();

    [JsonPropertyName("throttling")]
    public CpuThrottling Throttling { get; init; } = new();

    [JsonPropertyName("psi")]
    public PressureStatistics? Psi { get; init; }
}
