using System.Globalization;
using System.Net;
using System.Security.Cryptography;
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

/// <summary>What starting and connecting have in common: addresses of an endpoint, and its interfaces.</summary>
public sealed partial class NetworkController
{
    private static string NewId() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>Takes the addresses of a new endpoint and names its interfaces; nothing is made yet.</summary>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="others">The container's other endpoints.</param>
    /// <param name="undo">Gets what gives the addresses back.</param>
    private EndpointRecord Allocate(AttachmentRequest wanted, IReadOnlyCollection<EndpointRecord> others, UndoSteps undo)
    {
        byte[]? mac = ParseMac(wanted.MacAddress);
        LiveNetwork network = Get(wanted.NetworkId);
        NetworkRecord record = network.Record;
        IPAddress? address, address6;
        lock (_gate)
        {
            network.EndpointCount++;
            undo.Push(() => Locked(() => network.EndpointCount--));
            address = TakeAddress(network.IPv4, wanted.Address, undo);
            address6 = TakeAddress(network.IPv6, wanted.IPv6Address, undo);
        }

        mac ??= address is null ? MacAddress.Random() : MacAddress.FromAddress(Subnet.ToNumber(address));
        return new EndpointRecord
        {
            EndpointId = NewId(),
            NetworkId = record.Id,
            NetworkName = record.Name,
            Driver = record.Driver,
            Internal = record.Internal,
            Interface = NextInterface(network.InterfacePrefix, others),
            HostInterface = record.Driver == NetworkDriver.Bridge ? $"veth{RandomNumberGenerator.GetHexString(7, lowercase: true)}" : "",
            Address = address?.ToString(),
            PrefixLength = record.IPv4?.Prefix.Length ?? 0,
            Gateway = record.Internal ? null : record.IPv4?.Gateway,
            IPv6Address = address6?.ToString(),
            IPv6PrefixLength = record.IPv6?.Prefix.Length ?? 0,
            IPv6Gateway = record.Internal ? null : record.IPv6?.Gateway,
            MacAddress = MacAddress.Format(mac),
            GatewayPriority = wanted.GatewayPriority,
            Names = wanted.Names,
            Links = wanted.Links,
        };
    }

    private static byte[]? ParseMac(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return MacAddress.TryParse(text, out byte[] mac)
            ? mac
            : throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid mac address: {text}");
    }

    private static string NextInterface(string prefix, IReadOnlyCollection<EndpointRecord> others)
    {
        for (int number = 0; ; number++)
        {
            string name = prefix + number.ToString(CultureInfo.InvariantCulture);
            if (others.All(other => other.Interface != name))
            {
                return name;
            }
        }
    }

    /// <summary>The caller holds the lock.</summary>
    private IPAddress? TakeAddress(AddressAllocator? allocator, IPAddress? wanted, UndoSteps undo)
    {
        if (allocator is null)
        {
            return null;
        }

        IPAddress? address = wanted;
        if (wanted is null)
        {
            address = allocator.Next();
        }
        else
        {
            allocator.Take(wanted);
        }

        undo.Push(() => Locked(() => allocator.Release(address!)));
        return address;
    }

    private void Locked(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }

    /// <summary>Gives back what <see cref="Allocate"/> took.</summary>
    private void Free(IEnumerable<EndpointRecord> endpoints)
    {
        lock (_gate)
        {
            foreach (EndpointRecord endpoint in endpoints)
            {
                if (_networks.TryGetValue(endpoint.NetworkId, out LiveNetwork? network))
                {
                    network.EndpointCount--;
                    Give(network.IPv4, endpoint.IPv4Number);
                    Give(network.IPv6, endpoint.IPv6Number);
                }
            }
        }

        static void Give(AddressAllocator? allocator, IPAddress? address)
        {
            if (address is not null)
            {
                allocator?.Release(address);
            }
        }
    }

    /// <summary>Makes the interfaces of a new namespace, with their addresses and the default route.</summary>
    private void Wire(ReadyNamespace ready, IReadOnlyList<EndpointRecord> endpoints)
    {
        EndpointRecord? gateway = GatewayOrder.IPv4(endpoints);
        foreach (EndpointRecord endpoint in endpoints)
        {
            lock (_gate)
            {
                AddInterface(ready, Get(endpoint.NetworkId), endpoint);
            }

            int index = ready.Routes.FindLink(endpoint.Interface)?.Index
                ?? throw new NetlinkException($"look up {endpoint.Interface}", Errno.ENODEV);
            var batch = new NetlinkBatch();
            if (endpoint.IPv4Number is { } address)
            {
                batch.AddAddress(index, Subnet.ToNumber(address), endpoint.PrefixLength);
            }

            batch.SetUp(index);
            if (endpoint == gateway)
            {
                batch.AddDefaultRoute(index, Subnet.ToNumber(IPAddress.Parse(endpoint.Gateway!)));
            }

            ready.Routes.Apply(batch);
        }
    }

    private void AddInterface(ReadyNamespace ready, LiveNetwork network, EndpointRecord endpoint)
    {
        try
        {
            AddVeth(ready, network, endpoint);
        }
        catch (NetlinkException) when (_routes.FindLink(network.Record.Interface) is null)
        {
            // Somebody deleted the bridge: it comes back, and with it the network of containers still to come.
            NetworkSubnet subnet = network.Record.IPv4!;
            network.InterfaceIndex = new BridgeSetup(_options with { Bip = $"{subnet.Gateway}/{subnet.Prefix.Length}" }, _names, _routes, []).Ensure().InterfaceIndex;
            LocalRouting.Allow(network.Record.Interface);
            AddVeth(ready, network, endpoint);
        }
    }

    private void AddVeth(ReadyNamespace ready, LiveNetwork network, EndpointRecord endpoint)
    {
        _ = MacAddress.TryParse(endpoint.MacAddress, out byte[] mac);
        var batch = new NetlinkBatch();
        batch.AddVeth(new VethPair
        {
            Name = endpoint.HostInterface,
            Master = network.InterfaceIndex,
            PeerName = endpoint.Interface,
            PeerMac = mac,
            PeerNamespace = ready.Namespace,
            Mtu = network.Mtu,
        });
        if (BridgeNetfilter.IsOn)
        {
            batch.SetHairpin(endpoint.HostInterface);
        }

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
