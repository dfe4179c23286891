using System.Net;
using Berth.Network.Addresses;

namespace Berth.Network.Bridges;

/// <summary>The default bridge network as it is.</summary>
public sealed record BridgeNetwork
{
    /// <summary>The network's name, which <c>--network bridge</c> means.</summary>
    public const string DefaultName = "bridge";

    /// <summary>64 hexadecimal digits; stays the same for as long as the state directory does.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The interface on the host.</summary>
    public required string Interface { get; init; }

    public required Subnet Subnet { get; init; }

    /// <summary>The bridge's own address, which containers send everything through.</summary>
    public required IPAddress Gateway { get; init; }

    public required int Mtu { get; init; }

    internal int InterfaceIndex { get; init; }
}
