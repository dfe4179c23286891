using System.Net;
using System.Text.Json.Serialization;
using Berth.Network.Naming;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;

namespace Berth.Network.Endpoints;

/// <summary>A container's connection to one network, as its <see cref="SandboxRecord"/> keeps it.</summary>
internal sealed record EndpointRecord
{
    public required string EndpointId { get; init; }

    /// <summary>Of an older daemon's record: the default bridge's.</summary>
    public string NetworkId { get; init; } = NetworkRecord.PredefinedId(NetworkRecord.DefaultName);

    public string NetworkName { get; init; } = NetworkRecord.DefaultName;

    /// <summary>Of the network.</summary>
    public string Driver { get; init; } = NetworkDriver.Bridge;

    public bool Internal { get; init; }

    /// <summary>The interface in the container.</summary>
    public string Interface { get; init; } = "eth0";

    /// <summary>Name of the host's end of the veth pair; empty: there is none, as with macvlan.</summary>
    public string HostInterface { get; init; } = "";

    public string? Address { get; init; }

    public int PrefixLength { get; init; }

    public string? Gateway { get; init; }

    public string? IPv6Address { get; init; }

    public int IPv6PrefixLength { get; init; }

    public string? IPv6Gateway { get; init; }

    public required string MacAddress { get; init; }

    public int GatewayPriority { get; init; }

    /// <summary>What others on the network can ask for it as.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<LinkedName> Links { get; init; } = [];

    [JsonIgnore]
    public IPAddress? IPv4Number => Address is null ? null : IPAddress.Parse(Address);

    [JsonIgnore]
    public IPAddress? IPv6Number => IPv6Address is null ? null : IPAddress.Parse(IPv6Address);

    public Attachment Describe() => new()
    {
        EndpointId = EndpointId,
        NetworkId = NetworkId,
        NetworkName = NetworkName,
        Interface = Interface,
        Address = IPv4Number,
        PrefixLength = PrefixLength,
        Gateway = Gateway is null ? null : IPAddress.Parse(Gateway),
        IPv6Address = IPv6Number,
        IPv6PrefixLength = IPv6PrefixLength,
        IPv6Gateway = IPv6Gateway is null ? null : IPAddress.Parse(IPv6Gateway),
        MacAddress = MacAddress,
        GatewayPriority = GatewayPriority,
    };
}
