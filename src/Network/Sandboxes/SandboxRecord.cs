using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using Berth.Linux.Sockets;
using Berth.Network.Endpoints;
using Berth.Network.Firewall;
using Berth.Network.Naming;
using Berth.Network.Networks;
using Berth.Network.Ports;

namespace Berth.Network.Sandboxes;

/// <summary>What is known of a container's namespace and networks, as it is written to <c>endpoints/ID.json</c>.</summary>
internal sealed record SandboxRecord
{
    public required string ContainerId { get; init; }

    public IReadOnlyList<EndpointRecord> Endpoints { get => field ?? []; init; }

    public IReadOnlyList<PortRecord> Ports { get => field ?? []; init; }

    /// <summary>A network is being connected or disconnected: a daemon that finds this sets the routes anew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Changing { get; init; }

    public NameSettings Naming { get; init; } = new();

    /// <summary>An older daemon's record has the one endpoint's values here, and no list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EndpointId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HostInterface { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MacAddress { get; init; }

    [JsonIgnore]
    public IReadOnlyList<PublishedPort> PublishedPorts => [.. Ports.Select(static port => port.ToPublishedPort())];

    /// <summary>Those that lead somewhere, as clients are told: a container that has left its network keeps its ports, for the next one.</summary>
    [JsonIgnore]
    public IReadOnlyList<PublishedPort> ReachablePorts
    {
        get
        {
            bool four = Publisher4(Endpoints) is not null, six = Publisher6(Endpoints) is not null;
            return [.. PublishedPorts.Where(port => four || (six && HostAddresses.IsSix(port.HostIP)))];
        }
    }

    /// <summary>
    /// The published ports as the monitor that holds them sees them. It relays what the kernel cannot redirect: packets to <c>::1</c> never
    /// leave the host by another interface, and those of IPv6 cannot become IPv4.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<HeldPort> HeldPorts
    {
        get
        {
            IPAddress? four = Publisher4(Endpoints)?.IPv4Number, six = Publisher6(Endpoints)?.IPv6Number;
            return [.. PublishedPorts.Where(static port => port.HostPort != 0).Select(port => new HeldPort(
                (int)port.Protocol,
                new IPEndPoint(port.HostIP, port.HostPort),
                RelayTarget(port.HostIP, four, six) is { } target ? new IPEndPoint(target, port.ContainerPort) : null))];
        }
    }

    /// <summary>The published ports as the firewall sees them: those that the kernel can pass on to an address of the same family.</summary>
    [JsonIgnore]
    public IReadOnlyList<PortMapping> Mappings
    {
        get
        {
            IPAddress? four = Publisher4(Endpoints)?.IPv4Number, six = Publisher6(Endpoints)?.IPv6Number;
            List<PortMapping> mappings = [];
            foreach (PublishedPort port in PublishedPorts)
            {
                if ((HostAddresses.IsSix(port.HostIP) ? six : four) is { } address)
                {
                    mappings.Add(new PortMapping(port.Protocol, port.HostIP, port.HostPort, address, port.ContainerPort));
                }
            }

            return mappings;
        }
    }

    /// <summary>The connection that IPv4 ports lead to: the bridge that gives the default route; null: there is none.</summary>
    public static EndpointRecord? Publisher4(IEnumerable<EndpointRecord> endpoints) =>
        GatewayOrder.IPv4(endpoints) is { Driver: NetworkDriver.Bridge, Internal: false } endpoint ? endpoint : null;

    /// <summary>The same for IPv6.</summary>
    public static EndpointRecord? Publisher6(IEnumerable<EndpointRecord> endpoints) =>
        GatewayOrder.IPv6(endpoints) is { Driver: NetworkDriver.Bridge, Internal: false } endpoint ? endpoint : null;

    private static IPAddress? RelayTarget(IPAddress host, IPAddress? four, IPAddress? six) => host switch
    {
        { AddressFamily: not AddressFamily.InterNetworkV6 } => null,
        _ when six is null => four,
        _ => host.Equals(IPAddress.IPv6Any) || IPAddress.IsLoopback(host) || host.IsIPv6LinkLocal ? six : null,
    };

    /// <summary>The record as this version has it.</summary>
    /// <param name="bridge">The default bridge, which an older daemon's only network was.</param>
    public SandboxRecord Upgrade(NetworkRecord bridge) => EndpointId is null ? this : new SandboxRecord
    {
        ContainerId = ContainerId,
        Ports = Ports,
        Endpoints =
        [
            new EndpointRecord
            {
                EndpointId = EndpointId,
                HostInterface = HostInterface ?? "",
                Address = Address,
                PrefixLength = bridge.IPv4?.Prefix.Length ?? 0,
                Gateway = bridge.IPv4?.Gateway,
                MacAddress = MacAddress ?? "",
            },
        ],
    };
}

[JsonSerializable(typeof(SandboxRecord))]
internal sealed partial class SandboxJson : JsonSerializerContext;
