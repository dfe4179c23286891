using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>Memory, in bytes.</summary>
public sealed record MemoryStatistics
{
    [JsonPropertyName("cache")]
    public ulong? Cache { get; init => field = value is 0 ? null : value; }

    [JsonPropertyName("usage")]
    public MemoryEntry Usage { get; init; } = new();

    /// <summary>Memory and swap together.</summary>
    [JsonPropertyName("swap")]
    public MemoryEntry Swap { get; init; } = new();

    /// <summary>v1 only, as <see cref="KernelTcp"/>.</summary>
    [JsonPropertyName("kernel")]
    public MemoryEntry Kernel { get; init; } = new();

    [JsonPropertyName("kernelTCP")]
    public MemoryEntry KernelTcp { get; init; } = new();

    /// <summary>memory.stat.</summary>
    [JsonPropertyName("raw")]
    public IReadOnlyDictionary<string, ulong>? Raw { get; init; }

    [JsonPropertyName("psi")]
    public PressureStatistics? Psi { get; init; }
}
