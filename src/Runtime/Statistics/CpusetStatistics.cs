using System.Text.Json.Serialization;

namespace Berth.Runtime.Statistics;

/// <summary>The processors and memory nodes; v1 only.</summary>
public sealed record CpusetStatistics
{
    [JsonPropertyName("cpus")]
    public IReadOnlyList<ushort>? Cpus { get; init; }

    [JsonPropertyName("cpu_exclusive")]
    public ulong CpuExclusive { get; init; }

    [JsonPropertyName("mems")]
    public IReadOnlyList<ushort>? Mems { get; init; }

    [JsonPropertyName("mem_hardwall")]
    public ulong MemHardwall { get; init; }

    [JsonPropertyName("mem_exclusive")]
    public ulong MemExclusive { get; init; }

    [JsonPropertyName("memory_migrate")]
    public ulong MemoryMigrate { get; init; }

    [JsonPropertyName("memory_spread_page")]
    public ulong MemorySpreadPage { get; init; }

    [JsonPropertyName("memory_spread_slab")]
    public ulong MemorySpreadSlab { get; init; }

    [JsonPropertyName("memory_pressure")]
    public ulong MemoryPressure { get; init; }

    [JsonPropertyName("sched_load_balance")]
    public ulong SchedLoadBalance { get; init; }

    [JsonPropertyName("sched_relax_domain_level")]
    public long SchedRelaxDomainLevel { get; init; }
}
