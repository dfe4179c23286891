using System.Net;

namespace Berth.Network.Sandboxes;

/// <summary>A container's connection to one network, as it is.</summary>
public sealed record Attachment
{
    /// <summary>64 hexadecimal digits.</summary>
    public required string EndpointId { get; init; }

    public required string NetworkId { get; init; }

    public required string NetworkName { get; init; }

    /// <summary>The interface in the container: <c>eth0</c>.</summary>
    public required string Interface { get; init; }

    /// <summary>Null: the network has no IPv4.</summary>
    public IPAddress? Address { get; init; }

    public int PrefixLength { get; init; }

    /// <summary>Null: there is no way out by this network.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Null: the network has no IPv6.</summary>
    public IPAddress? IPv6Address { get; init; }

    public int IPv6PrefixLength { get; init; }

    public IPAddress? IPv6Gateway { get; init; }

    /// <summary>Six lower-case pairs with colons.</summary>
    public required string MacAddress { get; init; }

    public int GatewayPriority { get; init; }
}
