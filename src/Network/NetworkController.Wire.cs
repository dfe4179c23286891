using System.Net;
using System.Net.Sockets;
using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Network.Addresses;
using Berth.Network.Bridges;
using Berth.Network.Endpoints;
using Berth.Network.Firewall;
using Berth.Network.Namespaces;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;

namespace Berth.Network;

/// <summary>What starting and connecting have in common: the interfaces of endpoints, and the routes by them.</summary>
public sealed partial class NetworkController
{
    /// <summary>Makes an endpoint's interface, with its addresses and settings, in a container's namespace.</summary>
    /// <param name="target">The namespace.</param>
    /// <param name="inside">A socket in it.</param>
    /// <param name="endpoint">What to make.</param>
    /// <param name="wanted">What was asked for.</param>
    private void Wire(Fd target, RouteSocket inside, EndpointRecord endpoint, AttachmentRequest wanted)
    {
        lock (_gate)
        {
            AddInterface(target, Get(endpoint.NetworkId), endpoint);
        }

        int index = inside.FindLink(endpoint.Interface)?.Index ?? throw new NetlinkException($"look up {endpoint.Interface}", Errno.ENODEV);
        NamespaceVisit.Write(target, [.. IPv6Settings(endpoint), .. EndpointOptions.Read(wanted.Options).SysctlsOf(endpoint.Interface)]);
        var batch = new NetlinkBatch();
        if (endpoint.IPv4Number is { } address)
        {
            batch.AddAddress(index, address, endpoint.PrefixLength);
        }

        if (endpoint.IPv6Number is { } address6)
        {
            batch.AddAddress(index, address6, endpoint.IPv6PrefixLength);
        }

        foreach (IPAddress local in wanted.LinkLocalAddresses)
        {
            batch.AddAddress(index, local, local.AddressFamily == AddressFamily.InterNetwork ? 16 : 64);
        }

        batch.SetUp(index);
        inside.Apply(batch);
    }

    /// <summary>A namespace's interfaces have no IPv6 unless they are told; a neighbour's advertisements are no routes.</summary>
    private static IEnumerable<(string Setting, string Value)> IPv6Settings(EndpointRecord endpoint) => endpoint.IPv6Address is null
        ? []
        : [($"ipv6/conf/{endpoint.Interface}/accept_ra", "0"), ($"ipv6/conf/{endpoint.Interface}/disable_ipv6", "0")];

    /// <summary>Sets the default routes by what gives them now, where that is another endpoint than before.</summary>
    private static void RouteBy(RouteSocket inside, IReadOnlyList<EndpointRecord> before, IReadOnlyList<EndpointRecord> now)
    {
        SetDefault(inside, AddressFamily.InterNetwork, GatewayOrder.IPv4(before), GatewayOrder.IPv4(now), static endpoint => endpoint.Gateway!);
        SetDefault(inside, AddressFamily.InterNetworkV6, GatewayOrder.IPv6(before), GatewayOrder.IPv6(now), static endpoint => endpoint.IPv6Gateway!);
    }

    private static void SetDefault(
        RouteSocket inside, AddressFamily family, EndpointRecord? before, EndpointRecord? now, Func<EndpointRecord, string> gateway)
    {
        if (before?.EndpointId == now?.EndpointId)
        {
            return;
        }

        var batch = new NetlinkBatch();
        if (now is null)
        {
            batch.DeleteDefaultRoute(family);
        }
        else
        {
            batch.SetDefaultRoute(inside.FindLink(now.Interface)?.Index ?? 0, IPAddress.Parse(gateway(now)));
        }

        try
        {
            inside.Apply(batch);
        }
        catch (NetlinkException e) when (now is null && e.Errno == Errno.ESRCH)
        {
            // It went with its interface.
        }
    }

    private void AddInterface(Fd target, LiveNetwork network, EndpointRecord endpoint)
    {
        if (endpoint.HostInterface.Length == 0)
        {
            AddVlan(target, network, endpoint);
            return;
        }

        try
        {
            AddVeth(target, network, endpoint);
        }
        catch (NetlinkException) when (_routes.FindLink(network.Record.Interface)?.Index != network.InterfaceIndex)
        {
            // Somebody deleted the bridge: it comes back, and with it the network of containers still to come.
            network.InterfaceIndex = MakeAgain(network.Record);
            AddVeth(target, network, endpoint);
        }
    }

    private int MakeAgain(NetworkRecord record)
    {
        if (!record.IsDefaultBridge)
        {
            return new BridgeMaker(_options, _routes).Ensure(record);
        }

        NetworkSubnet subnet = record.IPv4!;
        return new BridgeSetup(_options with { Bip = $"{subnet.Gateway}/{subnet.Prefix.Length}" }, _names, _routes, []).Ensure().InterfaceIndex;
    }

    private void AddVeth(Fd target, LiveNetwork network, EndpointRecord endpoint)
    {
        _ = MacAddress.TryParse(endpoint.MacAddress, out byte[] mac);
        var batch = new NetlinkBatch();
        batch.AddVeth(new VethPair
        {
            Name = endpoint.HostInterface,
            Master = network.InterfaceIndex,
            PeerName = endpoint.Interface,
            PeerMac = mac,
            PeerNamespace = target,
            Mtu = network.Mtu,
        });
        if (BridgeNetfilter.IsOn)
        {
            batch.SetHairpin(endpoint.HostInterface);
        }

        if (!network.InterContainer)
        {
            batch.SetIsolated(endpoint.HostInterface);
        }

        _routes.Apply(batch);
    }

    private void AddVlan(Fd target, LiveNetwork network, EndpointRecord endpoint)
    {
        NetworkRecord record = network.Record;
        int parent = _routes.FindLink(record.Interface)?.Index
            ?? throw new NetworkException(NetworkErrorKind.System, $"interface {record.Interface} of network {record.Name} is not there");
        _ = MacAddress.TryParse(endpoint.MacAddress, out byte[] mac);
        var batch = new NetlinkBatch();
        batch.AddVlan(record.Driver, endpoint.Interface, parent, VlanOptions.Read(record.Driver, record.Options).Mode, mac, target, network.OwnMtu);
        _routes.Apply(batch);
    }

    private void DeleteHostInterfaces(IEnumerable<EndpointRecord> endpoints)
    {
        lock (_gate)
        {
            foreach (EndpointRecord endpoint in endpoints.Where(static endpoint => endpoint.HostInterface.Length > 0))
            {
                TryDeleteLink(_routes, endpoint.HostInterface);
            }
        }
    }
}
