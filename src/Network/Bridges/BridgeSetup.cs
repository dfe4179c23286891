using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Network.Addresses;
using Berth.Network.Networks;

namespace Berth.Network.Bridges;

/// <summary>
/// Brings the default bridge about:
/// <list type="number">
/// <item>an interface of the right name that has the right address (or any, when none is demanded) is taken as it is; one with
/// another address is deleted, unless it has ports;</item>
/// <item>otherwise the address is <c>--bip</c>, or the one of last time, or the first free pool's first;</item>
/// <item>the bridge is created, up, with that address.</item>
/// </list>
/// </summary>
/// <param name="options">The daemon's.</param>
/// <param name="names">What it calls its things.</param>
/// <param name="routes">The host's links, addresses and routes.</param>
/// <param name="reserved">Subnets of the daemon's other networks, whether or not their interfaces are there.</param>
internal sealed class BridgeSetup(NetworkOptions options, InstanceNames names, RouteSocket routes, IReadOnlyCollection<IpPrefix> reserved)
{
    /// <summary>Daemons that start at once must not choose the same subnet: they choose one after another.</summary>
    private const string LockPath = "/run/berth-subnets.lock";

    /// <returns>The default bridge network, with the number of its interface.</returns>
    public LiveNetwork Ensure()
    {
        (Subnet Subnet, uint Address)? demanded = ParseBip();
        BridgeState state = BridgeState.Read(options.StateDirectory);
        using Fd turn = FileLock.Acquire(LockPath);

        // 1. One is there.
        NetworkInterface? link = routes.FindLink(names.Bridge);
        if (link is not null && AddressOf(link) is { } existing)
        {
            if (demanded is null || demanded == existing)
            {
                return Remember(state, existing.Subnet, existing.Address, link.Index);
            }

            DeleteUnused(link, existing.Address);
            link = null;
        }

        // 2. Its address.
        (Subnet subnet, uint address) = demanded ?? Choose(state);

        // 3. Make it.
        if (link is null)
        {
            var create = new NetlinkBatch();
            create.AddBridge(names.Bridge, MacAddress.FromAddress(address), options.Mtu);
            routes.Apply(create);
            link = routes.FindLink(names.Bridge) ?? throw new NetworkException(
                NetworkErrorKind.System, $"bridge {names.Bridge} vanished while it was set up");
        }

        var assign = new NetlinkBatch();
        assign.AddAddress(link.Index, Subnet.ToAddress(address), subnet.Length);
        assign.SetUp(link.Index);
        routes.Apply(assign);
        return Remember(state, subnet, address, link.Index);
    }

    private (Subnet Subnet, uint Address)? ParseBip()
    {
        if (options.Bip is null)
        {
            return null;
        }

        // The smallest bridge that has room for a container: a /30.
        return Subnet.TryParse(options.Bip, out Subnet subnet, out uint address)
            && subnet.Length is >= 8 and <= 30 && address != subnet.First && address != subnet.Last
            ? (subnet, address)
            : throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid bridge address: {options.Bip}: not an address of a subnet, such as 172.17.0.1/16");
    }

    /// <summary>The address of an interface that is there; null if it has none.</summary>
    private (Subnet Subnet, uint Address)? AddressOf(NetworkInterface link)
    {
        if (link.Kind != "bridge")
        {
            throw new NetworkException(NetworkErrorKind.Conflict, $"interface {link.Name} exists and is not a bridge");
        }

        UsedPrefix? assigned = routes.Addresses().FirstOrDefault(used => used.InterfaceIndex == link.Index);
        return assigned is null ? null : (new Subnet(assigned.Address, assigned.Length), assigned.Address);
    }

    private void DeleteUnused(NetworkInterface link, uint address)
    {
        if (routes.Links().Any(other => other.Master == link.Index))
        {
            throw new NetworkException(
                NetworkErrorKind.Conflict,
                $"bridge {link.Name} has the address {Subnet.ToAddress(address)}, not {options.Bip}, and is in use: stop all containers first");
        }

        var delete = new NetlinkBatch();
        delete.DeleteLink(link.Name);
        routes.Apply(delete);
    }

    private (Subnet Subnet, uint Address) Choose(BridgeState state)
    {
        IpPrefix[] used =
        [
            .. reserved,
            .. routes.Addresses().Concat(routes.Routes()).Select(static prefix => IpPrefix.From(new Subnet(prefix.Address, prefix.Length))),
        ];
        if (state.Address is not null && Subnet.TryParse(state.Address, out Subnet last, out uint address) && SubnetChoice.IsFree(IpPrefix.From(last), used))
        {
            return (last, address);
        }

        Subnet subnet = SubnetChoice.FirstFree(options.DefaultAddressPools.Where(static pool => pool.Base.IsIPv4), used).ToSubnet();
        return (subnet, subnet.First + 1);
    }

    private LiveNetwork Remember(BridgeState state, Subnet subnet, uint address, int index)
    {
        (state with { Address = $"{Subnet.ToAddress(address)}/{subnet.Length}" }).Write(options.StateDirectory);
        var record = new NetworkRecord
        {
            Id = NetworkRecord.PredefinedId(NetworkRecord.DefaultName),
            Name = NetworkRecord.DefaultName,
            Driver = NetworkDriver.Bridge,
            Created = options.TimeProvider.GetUtcNow(),
            Interface = names.Bridge,
            Subnets = [new NetworkSubnet { Subnet = subnet.ToString(), Gateway = Subnet.ToAddress(address).ToString(), ShowsGateway = true }],
            Options = new Dictionary<string, string>
            {
                [NetworkOptionNames.DefaultBridge] = "true",
                [NetworkOptionNames.EnableIcc] = "true",
                [NetworkOptionNames.EnableIpMasquerade] = "true",
                [NetworkOptionNames.HostBindingIPv4] = options.DefaultPublishAddress.ToString(),
                [NetworkOptionNames.BridgeName] = names.Bridge,
                [NetworkOptionNames.Mtu] = options.Mtu.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
        };
        return new LiveNetwork(record, options.Mtu) { InterfaceIndex = index };
    }
}
