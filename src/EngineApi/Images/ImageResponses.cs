namespace Berth.EngineApi.Images;

/// <summary>An item of <c>GET /images/{name}/history</c>, newest first.</summary>
public sealed record ImageHistoryItem
{
    /// <summary>The image's ID, or <c>&lt;missing&gt;</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    public string CreatedBy { get => field ?? ""; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public long Size { get; init; }

    public string Comment { get => field ?? ""; init; }
}

/// <summary>An item of the answer to <c>DELETE /images/{name}</c>: one of the two is set.</summary>
public sealed record ImageDeleteItem
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Untagged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deleted { get; init; }
}

/// <summary>The answer to <c>POST /images/prune</c>.</summary>
public sealed record ImagesPruneResponse
{
    public IReadOnlyList<ImageDeleteItem>? ImagesDeleted { get; init; }

    public long SpaceReclaimed { get; init; }
}
