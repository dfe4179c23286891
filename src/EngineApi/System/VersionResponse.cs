namespace Berth.EngineApi.System;

/// <summary>The answer to <c>GET /version</c> (Engine API <c>SystemVersion</c>).</summary>
public sealed record VersionResponse
{
    public VersionPlatform Platform { get; set; } = new();

    public IReadOnlyList<VersionComponent> Components { get; set; } = [];

    public string Version { get; set; } = "";

    public string ApiVersion { get; set; } = "";

    public string MinAPIVersion { get; set; } = "";

    public string GitCommit { get; set; } = "";

    /// <summary>The runtime the daemon is built with: clients show it under the name <c>Go version</c>.</summary>
    public string GoVersion { get; set; } = "";

    public string Os { get; set; } = "";

    public string Arch { get; set; } = "";

    public string KernelVersion { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Experimental { get; init; }

    public string BuildTime { get; set; } = "";
}

/// <summary>The product.</summary>
public sealed record VersionPlatform
{
    public string Name { get; set; } = "";
}

/// <summary>A program that the daemon is made of.</summary>
public sealed record VersionComponent
{
    public string Name { get; set; } = "";

    public string Version { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
