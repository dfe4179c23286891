using System.Net;
using Berth.Linux.Netlink;
using Berth.Network.Addresses;
using Berth.Network.Firewall;
using Berth.Network.Networks;

namespace Berth.Network.Bridges;

/// <summary>Makes the bridge of a network, or what is missing of it. Whoever calls holds the lock of the socket.</summary>
internal sealed class BridgeMaker(NetworkOptions options, RouteSocket routes)
{
    /// <returns>The number of its interface.</returns>
    /// <exception cref="NetworkException">An interface of that name is no bridge.</exception>
    /// <exception cref="IOException">The kernel refused.</exception>
    public int Ensure(NetworkRecord record)
    {
        var wanted = BridgeOptions.Of(record);
        NetworkInterface? link = routes.FindLink(record.Interface);
        if (link is null)
        {
            var create = new NetlinkBatch();
            create.AddBridge(record.Interface, MacAddress.Random(), wanted.Mtu > 0 ? wanted.Mtu : options.Mtu);
            routes.Apply(create);
            link = routes.FindLink(record.Interface) ?? throw new NetworkException(
                NetworkErrorKind.System, $"bridge {record.Interface} vanished while it was set up");
        }
        else if (link.Kind != "bridge")
        {
            throw new NetworkException(NetworkErrorKind.System, $"existing interface {record.Interface} is not a bridge");
        }

        Assign(link, record, wanted);
        return link.Index;
    }

    private void Assign(NetworkInterface link, NetworkRecord record, BridgeOptions wanted)
    {
        HashSet<IPAddress> present = [.. routes.AddressesOf(link.Index).Select(static address => address.Local).OfType<IPAddress>()];
        var batch = new NetlinkBatch();
        if (record.IPv4 is { GatewayAddress: { } ipv4 } subnet && wanted.ModeIPv4 != GatewayMode.Isolated && !present.Contains(ipv4))
        {
            batch.AddAddress(link.Index, ipv4, subnet.Prefix.Length);
        }

        if (record.IPv6 is { GatewayAddress: { } ipv6 } subnet6 && wanted.ModeIPv6 != GatewayMode.Isolated && !present.Contains(ipv6))
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{record.Interface}/disable_ipv6", "0");
            batch.AddAddress(link.Index, ipv6, subnet6.Prefix.Length);
        }

        batch.SetUp(link.Index);
        routes.Apply(batch);
    }
}
