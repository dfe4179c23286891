using System.Net;
using System.Security.Cryptography;
using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Linux.Nftables;
using Berth.Network.Addresses;
using Berth.Network.Bridges;
using Berth.Network.Endpoints;
using Berth.Network.Firewall;
using Berth.Network.Namespaces;
using Berth.Network.Ports;
using Berth.Network.Sandboxes;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// Makes a namespace on the default bridge for a container that is about to start, with its ports published:
    /// <list type="number">
    /// <item>an address is taken out of the pool;</item>
    /// <item>host ports are found and bound;</item>
    /// <item>a namespace comes out of stock and is wired to the bridge;</item>
    /// <item>it is pinned to a file;</item>
    /// <item>its record is written;</item>
    /// <item>the ports are published.</item>
    /// </list>
    /// When a step fails, those before it are undone.
    /// </summary>
    /// <exception cref="NetworkException">Not possible; nothing is left of the attempt.</exception>
    public Sandbox Connect(SandboxRequest request)
    {
        CheckId(request.ContainerId);
        byte[]? wantedMac = ParseMac(request.MacAddress);

        // A restarted container's earlier sandbox may still be on its way out.
        _teardown.Wait(request.ContainerId);
        EnsureForwarding();

        var undo = new Stack<Action>();
        try
        {
            // 1. Address.
            uint address = TakeAddress(request.Address);
            undo.Push(() => ReleaseAddress(address));

            // 2. Host ports.
            List<AllocatedPort> ports = AllocatePorts(request, Subnet.ToAddress(address));
            undo.Push(() => ReleasePorts(ports));

            byte[] mac = wantedMac ?? MacAddress.FromAddress(address);
            EndpointRecord endpoint = NewEndpoint(request.ContainerId, address, mac, ports);
            if (!_endpoints.TryAdd(request.ContainerId, endpoint))
            {
                throw new NetworkException(NetworkErrorKind.Conflict, $"container {request.ContainerId} is already connected to network {_bridge.Name}");
            }

            undo.Push(() => _endpoints.TryRemove(request.ContainerId, out _));

            // 3. Namespace, wired.
            using ReadyNamespace ready = request.Namespace is { } given ? ReadyNamespaces.Furnish(given) : _namespaces.Take();
            undo.Push(() => DeleteHostInterface(endpoint));
            Wire(ready, endpoint, mac);
            Failpoint.Hit("network.wired");

            // 4. Pinned.
            NetworkNamespace.Pin(ready.Namespace, NetnsPath(request.ContainerId));
            undo.Push(() => NetworkNamespace.Unpin(NetnsPath(request.ContainerId)));
            Failpoint.Hit("network.pinned");

            // 5. Recorded: from here on a later daemon takes it over.
            _store.Write(endpoint);
            undo.Push(() => _store.Delete(request.ContainerId));
            Failpoint.Hit("network.recorded");

            // 6. Published.
            _firewall.Publish(endpoint.Mappings);
            return Describe(endpoint, [.. ports.Select(port => port.Socket)]);
        }
        catch (IOException e)
        {
            Undo(undo);
            throw new NetworkException(NetworkErrorKind.System, $"failed to set up the network of container {request.ContainerId}: {e.Message}", e);
        }
        catch
        {
            Undo(undo);
            throw;
        }
    }

    private static void Undo(Stack<Action> steps)
    {
        while (steps.TryPop(out Action? step))
        {
            try
            {
                step();
            }
            catch (IOException)
            {
                // The failure that led here is the one to tell; a leftover is found by Restore.
            }
        }
    }

    /// <summary>The ID becomes a file name.</summary>
    private static void CheckId(string id)
    {
        if (id.Length is 0 or > 128 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new NetworkException(NetworkErrorKind.InvalidParameter, $"invalid container ID: {id}");
        }
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

    private uint TakeAddress(IPAddress? wanted)
    {
        lock (_gate)
        {
            if (wanted is null)
            {
                return _addresses.Next();
            }

            uint address = Subnet.ToNumber(wanted);
            _addresses.Take(address);
            return address;
        }
    }

    private void ReleaseAddress(uint address)
    {
        lock (_gate)
        {
            _addresses.Release(address);
        }
    }

    private List<AllocatedPort> AllocatePorts(SandboxRequest request, IPAddress address)
    {
        try
        {
            return _ports.Allocate(request.Ports, address);
        }
        catch (NetworkException e) when (e.Kind is NetworkErrorKind.Conflict or NetworkErrorKind.Exhausted)
        {
            throw new NetworkException(
                e.Kind,
                $"driver failed programming external connectivity on endpoint {request.ContainerName ?? request.ContainerId} ({NewId()}): {e.Message}",
                e);
        }
    }

    private void ReleasePorts(List<AllocatedPort> ports)
    {
        _ports.Release(ports.Select(port => port.Port));
        ports.ForEach(port => port.Socket.Dispose());
    }

    private static EndpointRecord NewEndpoint(string containerId, uint address, byte[] mac, List<AllocatedPort> ports) => new()
    {
        ContainerId = containerId,
        EndpointId = NewId(),
        HostInterface = $"veth{RandomNumberGenerator.GetHexString(7, lowercase: true)}",
        Address = Subnet.ToAddress(address).ToString(),
        MacAddress = MacAddress.Format(mac),
        Ports = [.. ports.Select(port => PortRecord.From(port.Port))],
    };

    private static string NewId() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    private void Wire(ReadyNamespace ready, EndpointRecord endpoint, byte[] mac)
    {
        lock (_gate)
        {
            try
            {
                AddVeth(ready, endpoint, mac);
            }
            catch (NetlinkException) when (_routes.FindLink(_bridge.Interface) is null)
            {
                // Somebody deleted the bridge: it comes back, and with it the network of containers still to come.
                _bridge = new BridgeSetup(_options with { Bip = $"{_bridge.Gateway}/{_bridge.Subnet.Length}" }, _names, _routes).Ensure();
                LocalRouting.Allow(_bridge.Interface);
                AddVeth(ready, endpoint, mac);
            }
        }

        int index = ready.Routes.FindLink(ContainerInterface)?.Index
            ?? throw new NetlinkException($"look up {ContainerInterface}", Errno.ENODEV);
        var batch = new NetlinkBatch();
        batch.AddAddress(index, endpoint.AddressNumber, _bridge.Subnet.Length);
        batch.SetUp(index);
        batch.AddDefaultRoute(index, Subnet.ToNumber(_bridge.Gateway));
        ready.Routes.Apply(batch);
    }

    private void AddVeth(ReadyNamespace ready, EndpointRecord endpoint, byte[] mac)
    {
        var batch = new NetlinkBatch();
        batch.AddVeth(new VethPair
        {
            Name = endpoint.HostInterface,
            Master = _bridge.InterfaceIndex,
            PeerName = ContainerInterface,
            PeerMac = mac,
            PeerNamespace = ready.Namespace,
            Mtu = _bridge.Mtu,
        });
        if (BridgeNetfilter.IsOn)
        {
            batch.SetHairpin(endpoint.HostInterface);
        }

        _routes.Apply(batch);
    }

    private void DeleteHostInterface(EndpointRecord endpoint)
    {
        lock (_gate)
        {
            TryDeleteLink(_routes, endpoint.HostInterface);
        }
    }

    /// <summary>The host forwards, and has our table, from the first container on.</summary>
    private void EnsureForwarding()
    {
        if (_firewall.IsInstalled)
        {
            return;
        }

        lock (_gate)
        {
            if (!_firewall.IsInstalled)
            {
                AllowForwarding();
                _firewall.Install([]);
            }
        }
    }

    private void AllowForwarding()
    {
        LocalRouting.Allow(_bridge.Interface);
        if (IpForwarding.Enable())
        {
            Notice("IPv4 forwarding (net.ipv4.ip_forward) was off and is now on: containers need it to reach other hosts");
        }

        foreach (NftDropPolicy policy in _firewall.ForwardDrops())
        {
            Notice($"chain {policy.Chain} of nftables table {policy.Table} drops forwarded packets by default: containers reach other hosts only if it accepts {_bridge.Interface}");
        }
    }
}
