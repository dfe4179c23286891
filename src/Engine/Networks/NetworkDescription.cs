using System.Globalization;
using Berth.Engine.Containers;
using Berth.EngineApi.Networks;
using Berth.Network.Networks;
using Berth.Runtime.Logs;

namespace Berth.Engine.Networks;

/// <summary>Networks as clients are shown them.</summary>
internal static class NetworkDescription
{
    public static NetworkInspect Of(NetworkRecord network, IReadOnlyDictionary<string, NetworkContainer> containers) => new()
    {
        Name = network.Name,
        Id = network.Id,
        Created = Rfc3339Nano.Format(network.Created),
        Driver = network.Driver,
        EnableIPv4 = network.EnableIPv4,
        EnableIPv6 = network.EnableIPv6,
        Internal = network.Internal,
        Attachable = network.Attachable,
        IPAM = new Ipam
        {
            Options = network.IsPredefined ? null : network.IpamOptions,
            Config = network.HasEndpoints ? [.. network.Subnets.Select(Of)] : null,
        },
        Containers = containers,
        Options = network.Options,
        Labels = network.Labels,
    };

    public static NetworkContainer Of(ContainerRecord record, EndpointRecord endpoint) => new()
    {
        Name = record.Name,
        EndpointID = endpoint.EndpointId,
        MacAddress = endpoint.MacAddress,
        IPv4Address = Prefix(endpoint.Address, endpoint.PrefixLength),
        IPv6Address = Prefix(endpoint.IPv6Address, endpoint.IPv6PrefixLength),
    };

    private static IpamConfig Of(NetworkSubnet subnet) => new()
    {
        Subnet = subnet.Subnet,
        IPRange = subnet.Range,
        Gateway = subnet.ShowsGateway ? subnet.Gateway : null,
        AuxiliaryAddresses = subnet.Auxiliary.Count > 0 ? subnet.Auxiliary : null,
    };

    private static string Prefix(string address, int length) =>
        address.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{address}/{length}");
}
