using Berth.EngineApi.Networks;

namespace Berth.EngineApi.Containers;

/// <summary>A container's networks and published ports (Engine API <c>NetworkSettings</c>).</summary>
public sealed record NetworkSettings
{
    public string Bridge { get; init; } = "";

    public string SandboxID { get; init; } = "";

    public string SandboxKey { get; init; } = "";

    /// <summary>Keys are <c>port/proto</c>; the value is null for a port that is exposed and not published.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> Ports { get; init; } =
        new Dictionary<string, IReadOnlyList<PortBinding>?>();

    public bool HairpinMode { get; init; }

    public string LinkLocalIPv6Address { get; init; } = "";

    public int LinkLocalIPv6PrefixLen { get; init; }

    public IReadOnlyList<Address>? SecondaryIPAddresses { get; init; }

    public IReadOnlyList<Address>? SecondaryIPv6Addresses { get; init; }

    public string EndpointID { get; init; } = "";

    public string Gateway { get; init; } = "";

    public string GlobalIPv6Address { get; init; } = "";

    public int GlobalIPv6PrefixLen { get; init; }

    public string IPAddress { get; init; } = "";

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get; init; } = "";

    public string MacAddress { get; init; } = "";

    public IReadOnlyDictionary<string, EndpointSettings> Networks { get; init; } = new Dictionary<string, EndpointSettings>();
}

/// <summary>An address with its prefix length.</summary>
public sealed record Address
{
    public string Addr { get; init; } = "";

    public int PrefixLen { get; init; }
}
