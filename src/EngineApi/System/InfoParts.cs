namespace Berth.EngineApi.System;

/// <summary>The drivers that a daemon offers, by kind.</summary>
public sealed record PluginsInfo
{
    public IReadOnlyList<string> Volume { get => field ?? []; init; }

    public IReadOnlyList<string> Network { get => field ?? []; init; }

    public IReadOnlyList<string>? Authorization { get; init; }

    public IReadOnlyList<string> Log { get => field ?? []; init; }
}

/// <summary>How a daemon reaches registries.</summary>
public sealed record RegistryServiceConfig
{
    /// <summary>Up to API 1.46, and never anything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNull? AllowNondistributableArtifactsCIDRs { get; init; }

    /// <summary>Up to API 1.46, and never anything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNull? AllowNondistributableArtifactsHostnames { get; init; }

    public IReadOnlyList<string> InsecureRegistryCIDRs { get => field ?? []; init; }

    public IReadOnlyDictionary<string, IndexInfo> IndexConfigs
    {
        get => field ?? new Dictionary<string, IndexInfo>();
        init;
    }

    public IReadOnlyList<string> Mirrors { get => field ?? []; init; }

    /// <summary>How each mirror is, those of Docker Hub first. Berth's own: docker does not know.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MirrorState>? MirrorStates { get; init; }
}

/// <summary>How a mirror is.</summary>
public sealed record MirrorState
{
    /// <summary>What it is a mirror of: <c>docker.io</c>; <c>*</c> for all that have none of their own.</summary>
    public string Registry { get => field ?? ""; init; }

    public string Mirror { get => field ?? ""; init; }

    /// <summary><c>reachable</c>, <c>unreachable</c> or <c>not tried</c>.</summary>
    public string State { get => field ?? ""; init; }

    /// <summary>RFC 3339; empty for one that was not tried.</summary>
    public string Since { get => field ?? ""; init; }

    /// <summary>What happened instead of an answer; empty for one that answered.</summary>
    public string Error { get => field ?? ""; init; }
}

/// <summary>One registry.</summary>
public sealed record IndexInfo
{
    public string Name { get => field ?? ""; init; }

    public IReadOnlyList<string> Mirrors { get => field ?? []; init; }

    public bool Secure { get; init; }

    public bool Official { get; init; }
}

/// <summary>A runtime that starts containers.</summary>
public sealed record RuntimeInfo
{
    [JsonPropertyName("path")]
    public string Path { get => field ?? ""; init; }

    [JsonPropertyName("runtimeArgs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? RuntimeArgs { get; init; }

    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Status { get; init; }
}

/// <summary>The build of a program.</summary>
public sealed record Commit
{
    public string ID { get => field ?? ""; init; }
}

/// <summary>The state of an engine that is not part of a swarm.</summary>
public sealed record SwarmInfo
{
    public string NodeID { get => field ?? ""; init; }

    public string NodeAddr { get => field ?? ""; init; }

    public string LocalNodeState { get => field ?? "inactive"; init; }

    public bool ControlAvailable { get; init; }

    public string Error { get => field ?? ""; init; }

    public IReadOnlyList<string>? RemoteManagers { get; init; }
}

/// <summary>Addresses that new networks are cut from.</summary>
public sealed record AddressPool
{
    public string Base { get => field ?? ""; init; }

    /// <summary>The prefix length of a network.</summary>
    public int Size { get; init; }
}

/// <summary>How the firewall is driven.</summary>
public sealed record FirewallInfo
{
    public string Driver { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<string>>? Info { get; init; }
}
