namespace Berth.Network.Networks;

/// <summary>The kinds of network that there are, under docker's names.</summary>
public static class NetworkDriver
{
    /// <summary>A bridge on the host, with its own subnets.</summary>
    public const string Bridge = "bridge";

    /// <summary>The host's own.</summary>
    public const string Host = "host";

    /// <summary>None at all: loopback only.</summary>
    public const string Null = "null";

    /// <summary>Interfaces with hardware addresses of their own on one of the host's.</summary>
    public const string MacVlan = "macvlan";

    /// <summary>Interfaces with addresses of their own on one of the host's, and its hardware address.</summary>
    public const string IpVlan = "ipvlan";
}
