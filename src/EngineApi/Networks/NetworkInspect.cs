namespace Berth.EngineApi.Networks;

/// <summary>The answer to <c>POST /networks/prune</c>.</summary>
public sealed record NetworksPruneResponse
{
    public IReadOnlyList<string>? NetworksDeleted { get; init; }
}

/// <summary>An item of <c>GET /networks</c> and the answer to <c>GET /networks/{id}</c> (Engine API <c>Network</c>).</summary>
public sealed record NetworkInspect
{
    public string Name { get => field ?? ""; init; }

    public string Id { get => field ?? ""; init; }

    /// <summary>RFC 3339 with nanoseconds.</summary>
    public string Created { get => field ?? ""; init; }

    public string Scope { get => field ?? "local"; init; }

    public string Driver { get => field ?? ""; init; }

    public bool EnableIPv4 { get; init; }

    public bool EnableIPv6 { get; init; }

    public Ipam IPAM { get => field ?? new(); init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public ConfigReference ConfigFrom { get => field ?? new(); init; }

    public bool ConfigOnly { get; init; }

    /// <summary>By container ID; a listing leaves it empty.</summary>
    public IReadOnlyDictionary<string, NetworkContainer> Containers
    {
        get => field ?? new Dictionary<string, NetworkContainer>();
        init;
    }

    public IReadOnlyDictionary<string, string> Options
    {
        get => field ?? new Dictionary<string, string>();
        init;
    }

    public IReadOnlyDictionary<string, string> Labels
    {
        get => field ?? new Dictionary<string, string>();
        init;
    }

    /// <summary>Not docker's, and only told to who asks for more (<c>verbose</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NetworkFirewall? Firewall { get; init; }
}

/// <summary>What the engine's firewall has for a network.</summary>
public sealed record NetworkFirewall
{
    /// <summary>Commands of nft(8), in order.</summary>
    public IReadOnlyList<string> Rules { get => field ?? []; init; }
}

/// <summary>The addresses of a network.</summary>
public sealed record Ipam
{
    public string Driver { get => field ?? "default"; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public IReadOnlyList<IpamConfig>? Config { get; init; }
}

/// <summary>One subnet of a network.</summary>
public sealed record IpamConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subnet { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPRange { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gateway { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? AuxiliaryAddresses { get; init; }
}

/// <summary>The network whose configuration another takes over.</summary>
public sealed record ConfigReference
{
    public string Network { get => field ?? ""; init; }
}

/// <summary>A container of a network.</summary>
public sealed record NetworkContainer
{
    public string Name { get => field ?? ""; init; }

    public string EndpointID { get => field ?? ""; init; }

    public string MacAddress { get => field ?? ""; init; }

    public string IPv4Address { get => field ?? ""; init; }

    public string IPv6Address { get => field ?? ""; init; }
}
