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
    /// <summary>
    /// Number of a new namespace's first interface: above those that the kernel itself puts into each (loopback, fallback tunnels).
    /// Chosen by us, so that one batch can make an interface and name it in what follows.
    /// </summary>
    private const int FirstIndex = 32;

    /// <summary>
    /// Makes the interfaces of endpoints in a container's namespace, in two batches where nothing needs more:
    /// <list type="number">
    /// <item>interfaces on one of the host's, which only the host can make;</item>
    /// <item>from inside, veth pairs whose far ends are born on the host; their settings; addresses, and up; the default routes;</item>
    /// <item>the far ends become ports of their bridges.</item>
    /// </list>
    /// </summary>
    /// <param name="inside">The namespace.</param>
    /// <param name="endpoints">What to make, and what was asked for.</param>
    /// <param name="routesBy">The endpoints by which the default routes are to lead; empty: they stay as they are.</param>
    private void Wire(ReadyNamespace inside, IReadOnlyList<(EndpointRecord Endpoint, AttachmentRequest Wanted)> endpoints, IReadOnlyList<EndpointRecord> routesBy)
    {
        // 1.
        int number = inside.IsNew ? FirstIndex : 0;
        var batch = new NetlinkBatch();
        List<int> indexes = [];
        foreach ((EndpointRecord endpoint, _) in endpoints)
        {
            indexes.Add(number);
            AddInterface(batch, inside, endpoint, inside.IsNew ? number++ : 0);
        }

        // 2.
        bool hasSettings = endpoints.Any(static one => one.Endpoint.IPv6Address is not null || one.Wanted.Options.Count > 0);
        if (hasSettings || !inside.IsNew)
        {
            inside.Routes.Apply(batch);
            batch = new NetlinkBatch();
        }

        foreach ((int position, (EndpointRecord endpoint, AttachmentRequest wanted)) in endpoints.Index())
        {
            int index = indexes[position] > 0 ? indexes[position] : IndexOf(inside, endpoint);
            ApplySettings(inside, endpoint, wanted);
            AddAddresses(batch, index, endpoint, wanted);
            AddRoutes(batch, index, endpoint, routesBy);
        }

        inside.Routes.Apply(batch);

        // 3.
        AddPorts([.. endpoints.Select(static one => one.Endpoint).Where(static endpoint => endpoint.HostInterface.Length > 0)]);
    }

    private static int IndexOf(ReadyNamespace inside, EndpointRecord endpoint) =>
        inside.Routes.FindLink(endpoint.Interface)?.Index ?? throw new NetlinkException($"look up {endpoint.Interface}", Errno.ENODEV);

    private void AddInterface(NetlinkBatch batch, ReadyNamespace inside, EndpointRecord endpoint, int index)
    {
        LiveNetwork network = Get(endpoint.NetworkId);
        _ = MacAddress.TryParse(endpoint.MacAddress, out byte[] mac);
        if (endpoint.HostInterface.Length == 0)
        {
            lock (_gate)
            {
                AddVlan(inside.Namespace, network, endpoint, mac, index);
            }

            return;
        }

        batch.AddVeth(new VethPair
        {
            Name = endpoint.Interface,
            Index = index,
            Mac = mac,
            PeerName = endpoint.HostInterface,
            PeerNamespace = _hostNamespace,
            Mtu = network.Mtu,
        });
    }

    private static void ApplySettings(ReadyNamespace inside, EndpointRecord endpoint, AttachmentRequest wanted)
    {
        if (endpoint.IPv6Address is not null)
        {
            inside.EnableIpv6(endpoint.Interface);
        }

        if (wanted.Options.Count > 0)
        {
            NamespaceVisit.Write(inside.Namespace, EndpointOptions.Read(wanted.Options).SysctlsOf(endpoint.Interface));
        }
    }

    private static void AddAddresses(NetlinkBatch batch, int index, EndpointRecord endpoint, AttachmentRequest wanted)
    {
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
    }

    private static void AddRoutes(NetlinkBatch batch, int index, EndpointRecord endpoint, IReadOnlyList<EndpointRecord> routesBy)
    {
        if (GatewayOrder.IPv4(routesBy)?.EndpointId == endpoint.EndpointId)
        {
            batch.SetDefaultRoute(index, IPAddress.Parse(endpoint.Gateway!));
        }

        if (GatewayOrder.IPv6(routesBy)?.EndpointId == endpoint.EndpointId)
        {
            batch.SetDefaultRoute(index, IPAddress.Parse(endpoint.IPv6Gateway!));
        }
    }

    /// <summary>Joins the host's ends of veth pairs to their bridges.</summary>
    private void AddPorts(IReadOnlyList<EndpointRecord> endpoints)
    {
        if (endpoints.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            try
            {
                _routes.Apply(Ports(endpoints));
            }
            catch (NetlinkException) when (endpoints.Any(endpoint => !IsThere(Get(endpoint.NetworkId))))
            {
                // Somebody deleted a bridge: it comes back, and with it the network of containers still to come.
                foreach (LiveNetwork network in endpoints.Select(endpoint => Get(endpoint.NetworkId)).Where(network => !IsThere(network)))
                {
                    network.InterfaceIndex = MakeAgain(network.Record);
                    if (network.Rules is { } rules)
                    {
                        HostFirewall.PrepareInterface(rules);
                    }
                }

                _routes.Apply(Ports(endpoints));
            }
        }
    }

    private NetlinkBatch Ports(IReadOnlyList<EndpointRecord> endpoints)
    {
        bool hairpin = BridgeNetfilter.IsOn, apart = BridgeNetfilter.IsOnForAll;
        var batch = new NetlinkBatch();
        foreach (EndpointRecord endpoint in endpoints)
        {
            LiveNetwork network = Get(endpoint.NetworkId);
            batch.AddPort(endpoint.HostInterface, network.InterfaceIndex, hairpin, isolated: !network.InterContainer && !apart, _hasIpv6);
        }

        return batch;
    }

    private bool IsThere(LiveNetwork network) => _routes.FindLink(network.Record.Interface)?.Index == network.InterfaceIndex;

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

    private int MakeAgain(NetworkRecord record)
    {
        if (!record.IsDefaultBridge)
        {
            return new BridgeMaker(_options, _routes).Ensure(record);
        }

        NetworkSubnet subnet = record.IPv4!;
        return new BridgeSetup(_options with { Bip = $"{subnet.Gateway}/{subnet.Prefix.Length}" }, _names, _routes, []).Ensure().InterfaceIndex;
    }

    private void AddVlan(Fd target, LiveNetwork network, EndpointRecord endpoint, byte[] mac, int index)
    {
        NetworkRecord record = network.Record;
        int parent = VlanParent.Ensure(record, _routes);
        var batch = new NetlinkBatch();
        batch.AddVlan(record.Driver, endpoint.Interface, parent, VlanOptions.Read(record.Driver, record.Options).Mode, mac, target, network.OwnMtu, index);
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
