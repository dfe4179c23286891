using System.Net;
using System.Text.Json.Serialization;
using Berth.Network.Addresses;

namespace Berth.Network.Networks;

/// <summary>One subnet of a network, as it is kept.</summary>
public sealed record NetworkSubnet
{
    /// <summary>In CIDR form, without host bits.</summary>
    public required string Subnet { get; init; }

    /// <summary>The part of it that addresses are handed out of unasked, in CIDR form; null: all of it.</summary>
    public string? Range { get; init; }

    /// <summary>The address of the network's own interface or of the router; null: it has none.</summary>
    public string? Gateway { get; init; }

    /// <summary>Addresses that others have, by name: never handed out.</summary>
    public IReadOnlyDictionary<string, string> Auxiliary { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>Clients are shown the gateway: not one that was chosen for a subnet that was asked for.</summary>
    public bool ShowsGateway { get; init; }

    /// <summary>Of a family that the network does not have.</summary>
    public bool IsUnused { get; init; }

    /// <summary>It came out of a pool: nobody asked for it by its numbers.</summary>
    public bool FromPool { get; init; }

    [JsonIgnore]
    public IpPrefix Prefix => IpPrefix.Parse(Subnet);

    [JsonIgnore]
    public IPAddress? GatewayAddress => Gateway is null ? null : IPAddress.Parse(Gateway);
}
