using System.Net;
using System.Net.Sockets;
using Berth.Network.Addresses;

namespace Berth.Network.Networks;

/// <summary>Chooses the subnets of a new network: those that are asked for, where no other network has them, then free ones of the pools.</summary>
/// <param name="options">The daemon's.</param>
/// <param name="taken">The subnets of its networks.</param>
/// <param name="usedOnHost">What the host uses besides; asked only where a pool is.</param>
internal sealed class SubnetPlanner(NetworkOptions options, IReadOnlyList<IpPrefix> taken, Func<IReadOnlyList<IpPrefix>> usedOnHost)
{
    /// <exception cref="NetworkException">A subnet overlaps, an address is reserved twice, or no pool has a free one.</exception>
    public IReadOnlyList<NetworkSubnet> Choose(IReadOnlyList<SubnetRequest> wanted, bool enableIPv4, bool enableIPv6)
    {
        List<NetworkSubnet> subnets = [.. wanted.Select(subnet => Given(subnet, enableIPv4, enableIPv6))];
        AddressFamily[] missing =
        [
            .. enableIPv4 && subnets.All(static subnet => !subnet.Prefix.IsIPv4) ? [AddressFamily.InterNetwork] : Array.Empty<AddressFamily>(),
            .. enableIPv6 && subnets.All(static subnet => subnet.Prefix.IsIPv4) ? [AddressFamily.InterNetworkV6] : Array.Empty<AddressFamily>(),
        ];
        if (missing.Length > 0)
        {
            IpPrefix[] used = [.. taken, .. subnets.Select(static subnet => subnet.Prefix), .. usedOnHost()];
            subnets.AddRange(missing.Select(family => Pooled(family, used)));
        }

        return subnets;
    }

    private NetworkSubnet Given(SubnetRequest wanted, bool enableIPv4, bool enableIPv6)
    {
        var prefix = IpPrefix.Parse(wanted.Subnet!);
        var subnet = new NetworkSubnet
        {
            Subnet = prefix.ToString(),
            Range = string.IsNullOrEmpty(wanted.Range) ? null : wanted.Range,
            Gateway = string.IsNullOrEmpty(wanted.Gateway) ? null : wanted.Gateway,
            ShowsGateway = !string.IsNullOrEmpty(wanted.Gateway),
            Auxiliary = wanted.Auxiliary ?? new Dictionary<string, string>(),
        };
        if (!(prefix.IsIPv4 ? enableIPv4 : enableIPv6))
        {
            // Kept to be shown, as docker does; nobody gets an address of it.
            return subnet with { IsUnused = true };
        }

        if (taken.Any(prefix.Overlaps))
        {
            throw new NetworkException(NetworkErrorKind.Forbidden, "invalid pool request: Pool overlaps with other one on this address space");
        }

        return WithGateway(subnet, prefix);
    }

    private static NetworkSubnet WithGateway(NetworkSubnet subnet, IpPrefix prefix)
    {
        IpPrefix? range = subnet.Range is null ? null : IpPrefix.Parse(subnet.Range);
        if (subnet.Gateway is { } gateway)
        {
            foreach ((string name, string address) in subnet.Auxiliary)
            {
                if (IPAddress.Parse(address).Equals(IPAddress.Parse(gateway)))
                {
                    throw new NetworkException(
                        NetworkErrorKind.System, $"failed to allocate secondary ip address ({name}:{address}): Address already in use");
                }
            }

            return subnet;
        }

        var addresses = new AddressAllocator(prefix, range, subnet.Auxiliary.Values.Select(IPAddress.Parse), prefix.ToString());
        return subnet with { Gateway = addresses.Next().ToString() };
    }

    private NetworkSubnet Pooled(AddressFamily family, IpPrefix[] used)
    {
        AddressPool[] pools = [.. options.DefaultAddressPools.Where(pool => pool.Base.Family == family)];
        if (pools.Length == 0)
        {
            pools = family == AddressFamily.InterNetworkV6 ? [AddressPool.UniqueLocal(options.Seed)] : [.. AddressPool.Defaults];
        }

        IpPrefix prefix = SubnetChoice.FirstFree(pools, used);
        return WithGateway(new NetworkSubnet { Subnet = prefix.ToString(), FromPool = true, ShowsGateway = true }, prefix);
    }
}
