using Berth.Linux.Netlink;

namespace Berth.Network.Addresses;

/// <summary>What the host uses: the prefixes of its addresses and routes, of both families.</summary>
internal static class HostPrefixes
{
    public static IReadOnlyList<IpPrefix> Of(RouteSocket routes) =>
    [
        .. routes.Addresses().Concat(routes.Routes()).Select(static used => IpPrefix.From(new Subnet(used.Address, used.Length))),
        .. routes.IPv6Prefixes().Select(static used => new IpPrefix(used.Address, used.Length)),
    ];
}
