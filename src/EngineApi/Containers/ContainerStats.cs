namespace Berth.EngineApi.Containers;

/// <summary>
/// What a container uses (Engine API <c>ContainerStatsResponse</c>). Of one that does not run there are only name and ID: times are the
/// first of the calendar, counters zero or absent.
/// </summary>
public sealed record ContainerStats
{
    /// <summary>With a slash.</summary>
    [JsonPropertyName("name")]
    public string Name { get => field ?? ""; init; }

    [JsonPropertyName("id")]
    public string Id { get => field ?? ""; init; }

    /// <summary>RFC 3339 with nanoseconds.</summary>
    [JsonPropertyName("read")]
    public string Read { get => field ?? NeverRead; init; }

    /// <summary>When <see cref="PreCpu"/> was read.</summary>
    [JsonPropertyName("preread")]
    public string PreRead { get => field ?? NeverRead; init; }

    [JsonPropertyName("pids_stats")]
    public PidsStats Pids { get => field ?? new PidsStats(); init; }

    [JsonPropertyName("blkio_stats")]
    public BlkioStats Blkio { get => field ?? new BlkioStats(); init; }

    /// <summary>Windows only.</summary>
    [JsonPropertyName("num_procs")]
    public int NumProcs { get; init; }

    /// <summary>Windows only.</summary>
    [JsonPropertyName("storage_stats")]
    public EmptyObject Storage { get => field ?? EmptyObject.Instance; init; }

    [JsonPropertyName("cpu_stats")]
    public CpuStats Cpu { get => field ?? new CpuStats(); init; }

    /// <summary>The same a moment before: what a rate is calculated from.</summary>
    [JsonPropertyName("precpu_stats")]
    public CpuStats PreCpu { get => field ?? new CpuStats(); init; }

    [JsonPropertyName("memory_stats")]
    public MemoryStats Memory { get => field ?? new MemoryStats(); init; }

    /// <summary>By interface; absent with the host's network and without one.</summary>
    [JsonPropertyName("networks")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, NetworkStats>? Networks { get; init; }

    /// <summary>Go's zero time, which stands for none.</summary>
    public const string NeverRead = "0001-01-01T00:00:00Z";
}
