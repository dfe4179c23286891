using Berth.EngineApi.Networks;

namespace Berth.EngineApi.Containers;

/// <summary>A container's networks and published ports (Engine API <c>NetworkSettings</c>).</summary>
public sealed record NetworkSettings
{
    public string Bridge { get; set; } = "";

    public string SandboxID { get; set; } = "";

    public string SandboxKey { get; set; } = "";

    /// <summary>Keys are <c>port/proto</c>; the value is null for a port that is exposed and not published.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> Ports { get; init; } =
        new Dictionary<string, IReadOnlyList<PortBinding>?>();

    public bool HairpinMode { get; init; }

    public string LinkLocalIPv6Address { get; set; } = "";

    public int LinkLocalIPv6PrefixLen { get; init; }

    public IReadOnlyList<Address>? SecondaryIPAddresses { get; init; }

    public IReadOnlyList<Address>? SecondaryIPv6Addresses { get; init; }

    public string EndpointID { get; set; } = "";

    public string Gateway { get; set; } = "";

    public string GlobalIPv6Address { get; set; } = "";

    public int GlobalIPv6PrefixLen { get; init; }

    public string IPAddress { get; set; } = "";

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get; set; } = "";

    public string MacAddress { get; set; } = "";

    public IReadOnlyDictionary<string, EndpointSettings> Networks { get; set; } = new Dictionary<string, EndpointSettings>();
}

/// <summary>An address with its prefix length.</summary>
public sealed record Address
{
    public string Addr { get; set; } = "";

    public int PrefixLen { get; init; }
}
