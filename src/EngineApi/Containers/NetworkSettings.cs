using Berth.EngineApi.Networks;

namespace Berth.EngineApi.Containers;

/// <summary>A container's networks and published ports (Engine API <c>NetworkSettings</c>).</summary>
public sealed record NetworkSettings
{
    public string Bridge { get => field ?? ""; init; }

    public string SandboxID { get => field ?? ""; init; }

    public string SandboxKey { get => field ?? ""; init; }

    /// <summary>Keys are <c>port/proto</c>; the value is null for a port that is exposed and not published.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> Ports
    {
        get => field ?? new Dictionary<string, IReadOnlyList<PortBinding>?>();
        init;
    }

    public bool HairpinMode { get; init; }

    public string LinkLocalIPv6Address { get => field ?? ""; init; }

    public int LinkLocalIPv6PrefixLen { get; init; }

    public IReadOnlyList<Address>? SecondaryIPAddresses { get; init; }

    public IReadOnlyList<Address>? SecondaryIPv6Addresses { get; init; }

    public string EndpointID { get => field ?? ""; init; }

    public string Gateway { get => field ?? ""; init; }

    public string GlobalIPv6Address { get => field ?? ""; init; }

    public int GlobalIPv6PrefixLen { get; init; }

    public string IPAddress { get => field ?? ""; init; }

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get => field ?? ""; init; }

    public string MacAddress { get => field ?? ""; init; }

    public IReadOnlyDictionary<string, EndpointSettings> Networks
    {
        get => field ?? new Dictionary<string, EndpointSettings>();
        init;
    }
}

/// <summary>An address with its prefix length.</summary>
public sealed record Address
{
    public string Addr { get => field ?? ""; init; }

    public int PrefixLen { get; init; }
}
