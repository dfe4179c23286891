namespace Berth.EngineApi.System;

/// <summary>The drivers that a daemon offers, by kind.</summary>
public sealed record PluginsInfo
{
    public IReadOnlyList<string> Volume { get; set; } = [];

    public IReadOnlyList<string> Network { get; set; } = [];

    public IReadOnlyList<string>? Authorization { get; init; }

    public IReadOnlyList<string> Log { get; set; } = [];
}

/// <summary>How a daemon reaches registries.</summary>
public sealed record RegistryServiceConfig
{
    public IReadOnlyList<string> InsecureRegistryCIDRs { get; set; } = [];

    public IReadOnlyDictionary<string, IndexInfo> IndexConfigs { get; set; } = new Dictionary<string, IndexInfo>();

    public IReadOnlyList<string> Mirrors { get; set; } = [];
}

/// <summary>One registry.</summary>
public sealed record IndexInfo
{
    public string Name { get; set; } = "";

    public IReadOnlyList<string> Mirrors { get; set; } = [];

    public bool Secure { get; init; }

    public bool Official { get; init; }
}

/// <summary>A runtime that starts containers.</summary>
public sealed record RuntimeInfo
{
    [JsonPropertyName("path")]
    public string Path { get; set; } = "";

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
    public string ID { get; set; } = "";
}

/// <summary>The state of an engine that is not part of a swarm.</summary>
public sealed record SwarmInfo
{
    public string NodeID { get; set; } = "";

    public string NodeAddr { get; set; } = "";

    public string LocalNodeState { get; set; } = "inactive";

    public bool ControlAvailable { get; init; }

    public string Error { get; set; } = "";

    public IReadOnlyList<string>? RemoteManagers { get; init; }
}

/// <summary>Addresses that new networks are cut from.</summary>
public sealed record AddressPool
{
    public string Base { get; set; } = "";

    /// <summary>The prefix length of a network.</summary>
    public int Size { get; init; }
}

/// <summary>How the firewall is driven.</summary>
public sealed record FirewallInfo
{
    public string Driver { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<string>>? Info { get; init; }
}
