namespace Berth.Network.Firewall;

/// <summary>How a network's containers meet the world in one address family (<c>com.docker.network.bridge.gateway_mode_ipv4</c>, <c>_ipv6</c>).</summary>
internal enum GatewayMode
{
    /// <summary>Their addresses are the network's own: out by translation, in by published ports of the host.</summary>
    Nat,

    /// <summary>The same, but other hosts that route to the network reach every port of its containers directly.</summary>
    NatUnprotected,

    /// <summary>Other hosts route to the network: no translation either way, published ports are open at the containers' addresses.</summary>
    Routed,

    /// <summary>The bridge has no address, so not even the host can reach them; for internal networks.</summary>
    Isolated,
}
