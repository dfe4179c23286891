namespace Berth.EngineApi.Networks;

/// <summary>An item of <c>GET /networks</c> and the answer to <c>GET /networks/{id}</c> (Engine API <c>Network</c>).</summary>
public sealed record NetworkInspect
{
    public string Name { get; set; } = "";

    public string Id { get; set; } = "";

    /// <summary>RFC 3339 with nanoseconds.</summary>
    public string Created { get; set; } = "";

    public string Scope { get; set; } = "local";

    public string Driver { get; set; } = "";

    public bool EnableIPv4 { get; init; }

    public bool EnableIPv6 { get; init; }

    public Ipam IPAM { get; set; } = new();

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public ConfigReference ConfigFrom { get; set; } = new();

    public bool ConfigOnly { get; init; }

    /// <summary>By container ID; a listing leaves it empty.</summary>
    public IReadOnlyDictionary<string, NetworkContainer> Containers { get; set; } = new Dictionary<string, NetworkContainer>();

    public IReadOnlyDictionary<string, string> Options { get; set; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();
}

/// <summary>The addresses of a network.</summary>
public sealed record Ipam
{
    public string Driver { get; set; } = "default";

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
    public string Network { get; set; } = "";
}

/// <summary>A container of a network.</summary>
public sealed record NetworkContainer
{
    public string Name { get; set; } = "";

    public string EndpointID { get; set; } = "";

    public string MacAddress { get; set; } = "";

    public string IPv4Address { get; set; } = "";

    public string IPv6Address { get; set; } = "";
}
