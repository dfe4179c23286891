using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>What a container has used, by its cgroup.</summary>
public sealed record ContainerStatistics
{
    [JsonPropertyName("cpu")]
    public required CpuStatistics Cpu { get; init; }

    [JsonPropertyName("cpuset")]
    public required CpusetStatistics Cpuset { get; init; }

    [JsonPropertyName("memory")]
    public required MemoryStatistics Memory { get; init; }

    [JsonPropertyName("pids")]
    public required PidsStatistics Pids { get; init; }

    [JsonPropertyName("blkio")]
    public required BlockIoStatistics BlockIo { get; init; }

    /// <summary>By page size.</summary>
    [JsonPropertyName("hugetlb")]
    public required IReadOnlyDictionary<string, HugetlbStatistics> Hugetlb { get; init; }

    /// <summary>Empty: resource control groups are not looked into.</summary>
    [JsonPropertyName("intel_rdt")]
    public IntelRdtStatistics IntelRdt { get; init; } = new();

    /// <summary>Null in the JSON, as runc has it for every container: interfaces are the network namespace's affair.</summary>
    [JsonPropertyName("network_interfaces")]
    [JsonConverter(typeof(NullConverter))]
    public bool NetworkInterfaces { get; init; }
}
