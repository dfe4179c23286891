using System.Globalization;
using System.Net;
using Berth.Network.Addresses;
using Berth.Network.Firewall;

namespace Berth.Network.Networks;

/// <summary>A network as the controller has it: its record, and which of its addresses are taken. Guarded by the controller's lock.</summary>
internal sealed class LiveNetwork
{
    /// <summary>Ports of a Linux bridge (BR_MAX_PORTS of the kernel, less the one that is never given).</summary>
    private const int MostPorts = 1023;

    private const string DefaultPrefix = "eth";

    public LiveNetwork(NetworkRecord record, int defaultMtu)
    {
        Record = record;
        IPv4 = Allocator(record.IPv4, record.Name);
        IPv6 = Allocator(record.IPv6, record.Name);
        OwnMtu = record.Options.TryGetValue(NetworkOptionNames.Mtu, out string? mtu) && int.TryParse(mtu, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes)
            ? bytes
            : 0;
        Mtu = OwnMtu > 0 ? OwnMtu : defaultMtu;
        Rules = record.Driver == NetworkDriver.Bridge ? BridgeRules.Of(record) : null;
        InterfacePrefix = record.Options.GetValueOrDefault(NetworkOptionNames.InterfacePrefix) is { Length: > 0 } prefix ? prefix : DefaultPrefix;
    }

    public NetworkRecord Record { get; }

    /// <summary>Null: the network has no IPv4 addresses to give out.</summary>
    public AddressAllocator? IPv4 { get; }

    public AddressAllocator? IPv6 { get; }

    /// <summary>Of the host's interface; 0: there is none, or it has gone.</summary>
    public int InterfaceIndex { get; set; }

    /// <summary>What the firewall is told of it; null: it has no bridge.</summary>
    public BridgeRules? Rules { get; }

    /// <summary>In bytes.</summary>
    public int Mtu { get; }

    /// <summary>What the network itself says, in bytes; 0: nothing.</summary>
    public int OwnMtu { get; }

    /// <summary>Whether its containers may talk to each other.</summary>
    public bool InterContainer => Rules?.InterContainer ?? true;

    /// <summary>What interfaces in containers are called, before their number.</summary>
    public string InterfacePrefix { get; }

    /// <summary>Containers may be connected to it: it is neither being made nor going.</summary>
    public bool IsReady { get; set; }

    /// <summary>How many containers are connected, or about to be.</summary>
    public int EndpointCount { get; set; }

    /// <summary>Counts one more.</summary>
    /// <exception cref="NetworkException">There is no room for it.</exception>
    public void AddEndpoint()
    {
        if (Record.Driver == NetworkDriver.Bridge && EndpointCount >= MostPorts)
        {
            throw new NetworkException(
                NetworkErrorKind.Exhausted, $"network {Record.Name} is full: a bridge has {MostPorts} ports at most, and each is a container's");
        }

        EndpointCount++;
    }

    private static AddressAllocator? Allocator(NetworkSubnet? subnet, string name) => subnet is null
        ? null
        : new AddressAllocator(
            subnet.Prefix,
            subnet.Range is null ? null : IpPrefix.Parse(subnet.Range),
            [subnet.GatewayAddress, .. subnet.Auxiliary.Values.Select(IPAddress.Parse)],
            name);
}
