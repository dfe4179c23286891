using Berth.EngineApi.Containers;
using Berth.EngineApi.Images;
using Berth.EngineApi.Volumes;

namespace Berth.EngineApi.System;

/// <summary>The answer to <c>GET /system/df</c>. What was not asked for is null.</summary>
public sealed record DiskUsage
{
    /// <summary>Bytes of the disk that images take together; 0 when images were not asked for.</summary>
    public long LayersSize { get; init; }

    /// <summary>berthd: each with the bytes of the disk that it takes, not the lengths of its unpacked files.</summary>
    public IReadOnlyList<ImageSummary>? Images { get; init; }

    public IReadOnlyList<ContainerSummary>? Containers { get; init; }

    public IReadOnlyList<Volume>? Volumes { get; init; }

    public IReadOnlyList<BuildCacheItem>? BuildCache { get; init; }
}

/// <summary>What a builder keeps of a step (Engine API <c>BuildCache</c>).</summary>
public sealed record BuildCacheItem
{
    public string ID { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Parents { get; init; }

    public string Type { get => field ?? ""; init; }

    public string Description { get => field ?? ""; init; }

    public bool InUse { get; init; }

    public bool Shared { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>RFC 3339.</summary>
    public string CreatedAt { get => field ?? ""; init; }

    /// <summary>RFC 3339; null is never.</summary>
    public string? LastUsedAt { get; init; }

    public long UsageCount { get; init; }
}
