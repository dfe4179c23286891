namespace Berth.EngineApi.Volumes;

/// <summary>A volume (Engine API <c>Volume</c>).</summary>
public sealed record Volume
{
    /// <summary>RFC 3339.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CreatedAt { get; init; }

    public string Driver { get => field ?? ""; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public string Mountpoint { get => field ?? ""; init; }

    public string Name { get => field ?? ""; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public string Scope { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VolumeUsage? UsageData { get; init; }
}

/// <summary>What a volume holds and who uses it; -1 is unknown.</summary>
public sealed record VolumeUsage
{
    public long RefCount { get; init; }

    public long Size { get; init; }
}

/// <summary>The answer to <c>GET /volumes</c>.</summary>
public sealed record VolumeListResponse
{
    public IReadOnlyList<Volume> Volumes { get => field ?? []; init; }

    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>The answer to <c>POST /volumes/prune</c>.</summary>
public sealed record VolumesPruneResponse
{
    public IReadOnlyList<string> VolumesDeleted { get => field ?? []; init; }

    public long SpaceReclaimed { get; init; }
}

/// <summary>The body of <c>POST /volumes/create</c>.</summary>
public sealed record VolumeCreateRequest
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Only of volumes of a cluster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EmptyObject? ClusterVolumeSpec { get; init; }
}
