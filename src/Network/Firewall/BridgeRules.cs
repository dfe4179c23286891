using System.Net;
using Berth.Network.Networks;

namespace Berth.Network.Firewall;

/// <summary>What the firewall has to know of a bridge network. Every default is docker's.</summary>
internal sealed record BridgeRules
{
    /// <summary>The bridge's interface on the host.</summary>
    public required string Interface { get; init; }

    /// <summary>Null: the network has no IPv4.</summary>
    public FamilyRules? Ipv4 { get; init; }

    /// <summary>Null: the network has no IPv6.</summary>
    public FamilyRules? Ipv6 { get; init; }

    /// <summary>No way out of the network and none into it, but from the host itself and to it.</summary>
    public bool Internal { get; init; }

    /// <summary>
    /// Whether containers may talk to each other (<c>com.docker.network.bridge.enable_icc</c>). Without, they must not be able to
    /// on the bridge either: where bridged frames do not pass the firewall (<see cref="BridgeNetfilter"/>), the bridge's ports are
    /// isolated from each other (bridge(8)).
    /// </summary>
    public bool InterContainer { get; init; } = true;

    /// <summary>Whether an address is one of the network's.</summary>
    public bool Has(IPAddress address) => Ipv4?.Subnet.Contains(address) == true || Ipv6?.Subnet.Contains(address) == true;

    /// <summary>The rules of a bridge network.</summary>
    public static BridgeRules Of(NetworkRecord network)
    {
        var options = BridgeOptions.Of(network);
        return new BridgeRules
        {
            Interface = network.Interface,
            Ipv4 = Family(network.IPv4, options.Masquerade, options.SourceIPv4, options.ModeIPv4),
            Ipv6 = Family(network.IPv6, options.Masquerade, options.SourceIPv6, options.ModeIPv6),
            Internal = network.Internal,
            InterContainer = options.InterContainer,
        };
    }

    private static FamilyRules? Family(NetworkSubnet? subnet, bool masquerade, IPAddress? source, GatewayMode mode) => subnet is null
        ? null
        : new FamilyRules { Subnet = IPNetwork.Parse(subnet.Subnet), Masquerade = masquerade, SourceAddress = source, Mode = mode };
}

/// <summary>A bridge network in one address family.</summary>
internal sealed record FamilyRules
{
    public required IPNetwork Subnet { get; init; }

    /// <summary>Whether what leaves gets an address of the host's (<c>com.docker.network.bridge.enable_ip_masquerade</c>).</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>Which one (<c>com.docker.network.host_ipv4</c>, <c>host_ipv6</c>). Null: that of the interface on which it leaves.</summary>
    public IPAddress? SourceAddress { get; init; }

    public GatewayMode Mode { get; init; }
}
