namespace Berth.Registry.Observability;

/// <summary>What the process itself takes.</summary>
internal sealed record ProcessFigures
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
}
