using System.Net;
using System.Text.Json.Serialization;
using Berth.Network.Addresses;
using Berth.Network.Firewall;
using Berth.Network.Ports;

namespace Berth.Network.Endpoints;

/// <summary>What is known of a container's attachment to the bridge, as it is written to <c>endpoints/ID.json</c>.</summary>
internal sealed record EndpointRecord
{
    public required string ContainerId { get; init; }

    public required string EndpointId { get; init; }

    /// <summary>Name of the host's end of the veth pair.</summary>
    public required string HostInterface { get; init; }

    /// <summary>Dotted.</summary>
    public required string Address { get; init; }

    public required string MacAddress { get; init; }

    public required IReadOnlyList<PortRecord> Ports { get; init; }

    [JsonIgnore]
    public uint AddressNumber => Subnet.ToNumber(IPAddress.Parse(Address));

    [JsonIgnore]
    public IReadOnlyList<PublishedPort> PublishedPorts => [.. Ports.Select(port => port.ToPublishedPort())];

    [JsonIgnore]
    public IReadOnlyList<PortMapping> Mappings =>
    [
        .. PublishedPorts.Select(port => new PortMapping(
            port.Protocol, Subnet.ToNumber(port.HostIP), port.HostPort, AddressNumber, port.ContainerPort)),
    ];
}

/// <summary>A published port in an <see cref="EndpointRecord"/>.</summary>
internal sealed record PortRecord(ushort ContainerPort, int Protocol, string HostIP, ushort HostPort)
{
    public static PortRecord From(PublishedPort port) => new(port.ContainerPort, (int)port.Protocol, port.HostIP.ToString(), port.HostPort);

    public PublishedPort ToPublishedPort() => new()
    {
        ContainerPort = ContainerPort, Protocol = (TransportProtocol)Protocol, HostIP = IPAddress.Parse(HostIP), HostPort = HostPort,
    };
}

[JsonSerializable(typeof(EndpointRecord))]
internal sealed partial class EndpointJson : JsonSerializerContext;
