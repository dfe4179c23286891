namespace Berth.EngineApi.Networks;

/// <summary>The networks that a new container joins.</summary>
public sealed record NetworkingConfig
{
    public IReadOnlyDictionary<string, EndpointSettings?>? EndpointsConfig { get; init; }
}

/// <summary>A container's place in a network (Engine API <c>EndpointSettings</c>): the first part is asked for, the rest given.</summary>
public sealed record EndpointSettings
{
    public EndpointIpamConfig? IPAMConfig { get; init; }

    public IReadOnlyList<string>? Links { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }

    public string MacAddress { get => field ?? ""; init; }

    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }

    public int GwPriority { get; init; }

    public string NetworkID { get => field ?? ""; init; }

    public string EndpointID { get => field ?? ""; init; }

    public string Gateway { get => field ?? ""; init; }

    public string IPAddress { get => field ?? ""; init; }

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get => field ?? ""; init; }

    public string GlobalIPv6Address { get => field ?? ""; init; }

    public int GlobalIPv6PrefixLen { get; init; }

    public IReadOnlyList<string>? DNSNames { get; init; }
}

/// <summary>The addresses that a container asks for.</summary>
public sealed record EndpointIpamConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv4Address { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv6Address { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LinkLocalIPs { get; init; }
}
