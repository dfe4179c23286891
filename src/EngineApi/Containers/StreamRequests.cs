namespace Berth.EngineApi.Containers;

/// <summary>The query of <c>GET /containers/{id}/logs</c>.</summary>
public sealed record LogsRequest
{
    public bool Stdout { get; set; } = true;

    public bool Stderr { get; set; } = true;

    public bool Follow { get; init; }

    public bool Timestamps { get; init; }

    public bool Details { get; init; }

    /// <summary>Seconds since 1970, with a fraction.</summary>
    public string? Since { get; init; }

    /// <summary>Seconds since 1970, with a fraction.</summary>
    public string? Until { get; init; }

    /// <summary>A number of lines, or <c>all</c>.</summary>
    public string? Tail { get; init; }
}

/// <summary>The query of <c>POST /containers/{id}/attach</c>.</summary>
public sealed record AttachRequest
{
    public bool Stdin { get; init; }

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    /// <summary>Replay the log first.</summary>
    public bool Logs { get; init; }

    public string? DetachKeys { get; init; }
}
