using System.Net;
using Berth.Network.Naming;

namespace Berth.Network.Sandboxes;

/// <summary>A network that a container is to be connected to, and what it wants there.</summary>
public sealed record AttachmentRequest
{
    /// <summary>The network's full ID.</summary>
    public required string NetworkId { get; init; }

    /// <summary>IPv4 address wanted. Null: the next free one.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>IPv6 address wanted. Null: the next free one, where the network has IPv6.</summary>
    public IPAddress? IPv6Address { get; init; }

    /// <summary>Hardware address, <c>02:42:ac:11:00:02</c>. Null: derived from the IPv4 address, else a random one.</summary>
    public string? MacAddress { get; init; }

    /// <summary>The network with the highest gives the default route; of equal ones docker's order decides.</summary>
    public int GatewayPriority { get; init; }

    /// <summary>Further addresses of the interface (<c>--link-local-ip</c>).</summary>
    public IReadOnlyList<IPAddress> LinkLocalAddresses { get; init; } = [];

    /// <summary>
    /// What others on the network can ask for it as, the container's name first (which its addresses are told to have), aliases, short ID, host
    /// name. The default bridge has no names.
    /// </summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names for others that only this container knows.</summary>
    public IReadOnlyList<LinkedName> Links { get; init; } = [];

    /// <summary>Options of the endpoint, under the names of <see cref="Networks.NetworkOptionNames"/>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
