namespace Berth.EngineApi.Containers;

/// <summary>The answer to <c>POST /containers/{id}/wait</c>.</summary>
public sealed record ContainerWaitResponse
{
    public long StatusCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContainerWaitError? Error { get; init; }
}

/// <summary>Why waiting failed.</summary>
public sealed record ContainerWaitError
{
    public string Message { get => field ?? ""; init; }
}

/// <summary>The answer to <c>GET /containers/{id}/top</c>.</summary>
public sealed record ContainerTopResponse
{
    public IReadOnlyList<string> Titles { get => field ?? []; init; }

    public IReadOnlyList<IReadOnlyList<string>> Processes { get => field ?? []; init; }
}

/// <summary>The answer to <c>POST /containers/{id}/update</c>.</summary>
public sealed record ContainerUpdateResponse
{
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>The answer to <c>POST /containers/prune</c>.</summary>
public sealed record ContainersPruneResponse
{
    public IReadOnlyList<string>? ContainersDeleted { get; init; }

    public long SpaceReclaimed { get; init; }
}

/// <summary>An item of <c>GET /containers/{id}/changes</c>.</summary>
public sealed record FilesystemChange
{
    public string Path { get => field ?? ""; init; }

    /// <summary>0 modified, 1 added, 2 deleted.</summary>
    public int Kind { get; init; }
}
