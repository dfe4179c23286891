namespace Berth.EngineApi.System;

/// <summary>The answer to <c>GET /version</c> (Engine API <c>SystemVersion</c>).</summary>
public sealed record VersionResponse
{
    public VersionPlatform Platform { get => field ?? new(); init; }

    public IReadOnlyList<VersionComponent> Components { get => field ?? []; init; }

    public string Version { get => field ?? ""; init; }

    public string ApiVersion { get => field ?? ""; init; }

    public string MinAPIVersion { get => field ?? ""; init; }

    public string GitCommit { get => field ?? ""; init; }

    /// <summary>The runtime the daemon is built with: clients show it under the name <c>Go version</c>.</summary>
    public string GoVersion { get => field ?? ""; init; }

    public string Os { get => field ?? ""; init; }

    public string Arch { get => field ?? ""; init; }

    public string KernelVersion { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Experimental { get; init; }

    public string BuildTime { get => field ?? ""; init; }
}

/// <summary>The product.</summary>
public sealed record VersionPlatform
{
    public string Name { get => field ?? ""; init; }
}

/// <summary>A program that the daemon is made of.</summary>
public sealed record VersionComponent
{
    public string Name { get => field ?? ""; init; }

    public string Version { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
