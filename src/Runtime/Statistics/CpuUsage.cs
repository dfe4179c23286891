using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>Nanoseconds.</summary>
public sealed record CpuUsage
{
    [JsonPropertyName("total")]
    public ulong? Total { get; init => field = value is 0 ? null : value; }

    /// <summary>A number a CPU; v1 only.</summary>
    [JsonPropertyName("percpu")]
    public IReadOnlyList<ulong>? PerCpu { get; init; }

    [JsonPropertyName("percpu_kernel")]
    public IReadOnlyList<ulong>? PerCpuKernel { get; init; }

    [JsonPropertyName("percpu_user")]
    public IReadOnlyList<ulong>? PerCpuUser { get; init; }

    [JsonPropertyName("kernel")]
    public ulong Kernel { get; init; }

    [JsonPropertyName("user")]
    public ulong User { get; init; }
}
