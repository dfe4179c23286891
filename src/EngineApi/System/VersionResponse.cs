namespace Berth.EngineApi.System;

/// <summary>The answer to <c>GET /version</c> (Engine API <c>SystemVersion</c>).</summary>
public sealed record VersionResponse
{
    public VersionPlatform Platform { get; init; } = new();

    public IReadOnlyList<VersionComponent> Components { get; init; } = [];

    public string Version { get; init; } = "";

    public string ApiVersion { get; init; } = "";

    public string MinAPIVersion { get; init; } = "";

    public string GitCommit { get; init; } = "";

    /// <summary>The runtime the daemon is built with: clients show it under the name <c>Go version</c>.</summary>
    public string GoVersion { get; init; } = "";

    public string Os { get; init; } = "";

    public string Arch { get; init; } = "";

    public string KernelVersion { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Experimental { get; init; }

    public string BuildTime { get; init; } = "";
}

/// <summary>The product.</summary>
public sealed record VersionPlatform
{
    public string Name { get; init; } = "";
}

/// <summary>A program that the daemon is made of.</summary>
public sealed record VersionComponent
{
    public string Name { get; init; } = "";

    public string Version { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
