namespace Berth.Metrics;

/// <summary>What the process itself takes.</summary>
public sealed record ProcessFigures
{
    public required long ResidentBytes { get; init; }

    public required TimeSpan CpuTime { get; init; }

    public required int Descriptors { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required long HeapBytes { get; init; }

    public required TimeSpan GcPause { get; init; }

    /// <summary>By generation.</summary>
    public required IReadOnlyList<int> GcCollections { get; init; }

    public static ProcessFigures Read(DateTimeOffset startedAt) => new()
    {
        ResidentBytes = Environment.WorkingSet,
        CpuTime = Environment.CpuUsage.TotalTime,
        Descriptors = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
        StartedAt = startedAt,
        HeapBytes = GC.GetGCMemoryInfo().HeapSizeBytes,
        GcPause = GC.GetTotalPauseDuration(),
        GcCollections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
    };

    /// <summary>The samples, under the names that Prometheus' clients have for them.</summary>
    public void WriteTo(PrometheusText text)
    {
        text.Single("process_resident_memory_bytes", "gauge", "Resident memory.", ResidentBytes)
            .Single("process_cpu_seconds_total", "counter", "CPU time, user and system.", CpuTime.TotalSeconds)
            .Single("process_open_fds", "gauge", "Open file descriptors.", Descriptors)
            .Single("process_start_time_seconds", "gauge", "When the process began, in seconds since 1970.", StartedAt.ToUnixTimeMilliseconds() / 1000.0)
            .Single("dotnet_gc_heap_bytes", "gauge", "Managed heap after the last collection.", HeapBytes)
            .Single("dotnet_gc_pause_seconds_total", "counter", "Time that garbage collections stopped everything.", GcPause.TotalSeconds)
            .Head("dotnet_gc_collections_total", "counter", "Garbage collections by generation.");
        for (int generation = 0; generation < GcCollections.Count; generation++)
        {
            text.Sample("dotnet_gc_collections_total", GcCollections[generation], ("generation", generation.ToString(null, null)));
        }
    }
}
