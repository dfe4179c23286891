using System.Collections.Concurrent;
using System.Net;
using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Network.Addresses;
using Berth.Network.Bridges;
using Berth.Network.Endpoints;
using Berth.Network.Firewall;
using Berth.Network.Namespaces;
using Berth.Network.Ports;
using Berth.Network.Sandboxes;

namespace Berth.Network;

/// <summary>
/// The networks of one daemon: connects containers to the default bridge and publishes their ports. What keeps a container
/// connected is in the kernel only (a namespace pinned by a file, a veth pair, elements of nftables maps), so it works on while no
/// daemon runs. Thread-safe. A file a verb: <c>NetworkController.Connect.cs</c>, <c>.Release.cs</c>, <c>.Restore.cs</c>.
/// <code>
///   container's namespace            │ host
///   eth0 172.17.0.2/16 ── veth pair ─┼─ veth1a2b3c4 ── bridge berth0 172.17.0.1/16 ── routing, table inet berth ── eth0 …
///   default via 172.17.0.1           │
/// </code>
/// </summary>
public sealed partial class NetworkController : IDisposable
{
    /// <summary>The container's side of the veth pair.</summary>
    private const string ContainerInterface = "eth0";

    /// <summary>Namespaces in stock: enough for a container started while another one's is being made.</summary>
    private const int Stock = 2;

    private readonly NetworkOptions _options;
    private readonly InstanceNames _names;
    private readonly string _netnsDirectory;

    /// <summary>Guards the host's rtnetlink socket, the address allocator and the bridge.</summary>
    private readonly Lock _gate = new();
    private readonly RouteSocket _routes;
    private readonly AddressAllocator _addresses;
    private BridgeNetwork _bridge;

    private readonly ConcurrentDictionary<string, EndpointRecord> _endpoints = new(StringComparer.Ordinal);
    private readonly EndpointStore _store;
    private readonly PortAllocator _ports;
    private readonly HostFirewall _firewall;
    private readonly FirewallWatch _watch;
    private readonly ReadyNamespaces _namespaces = new(Stock);

    /// <summary>Deleting an interface waits for the kernel's grace periods, some 20 ms, so it has its own worker and socket.</summary>
    private readonly TeardownQueue _teardown;
    private readonly RouteSocket _teardownRoutes = RouteSocket.Open();

    private NetworkController(NetworkOptions options, InstanceNames names, RouteSocket routes, BridgeNetwork bridge)
    {
        _options = options;
        _names = names;
        _routes = routes;
        _bridge = bridge;
        _netnsDirectory = Path.Combine(options.ExecRoot, "netns");
        Directory.CreateDirectory(_netnsDirectory);
        _store = new EndpointStore(options.ExecRoot);
        _addresses = new AddressAllocator(bridge.Subnet, Subnet.ToNumber(bridge.Gateway), bridge.Name);
        _ports = PortAllocator.OfHost(options.DefaultPublishAddress, options.TimeProvider);
        _firewall = new HostFirewall(new FirewallTable(names.Table, bridge.Interface, bridge.Subnet));
        _watch = new FirewallWatch(names.Table, _firewall, Notice);
        _teardown = new TeardownQueue(Notice);
    }

    /// <summary>The default bridge network.</summary>
    public BridgeNetwork Bridge => _bridge;

    /// <summary>Brings the bridge about. Nothing else of the host is changed before the first container comes.</summary>
    /// <exception cref="NetworkException">The bridge cannot be had: a bad <c>--bip</c>, no free pool, no permission.</exception>
    public static NetworkController Open(NetworkOptions options)
    {
        InstanceNames names = InstanceNames.For(options.ExecRoot);
        RouteSocket routes = RouteSocket.Open();
        try
        {
            BridgeNetwork bridge = new BridgeSetup(options, names, routes).Ensure();
            return new NetworkController(options, names, routes, bridge);
        }
        catch (IOException e)
        {
            routes.Dispose();
            throw new NetworkException(NetworkErrorKind.System, $"failed to set up bridge {names.Bridge}: {e.Message}", e);
        }
        catch
        {
            routes.Dispose();
            throw;
        }
    }

    /// <summary>Removes what no container uses: with none left, the bridge and the firewall table too. For a daemon's orderly end.</summary>
    public void Shutdown()
    {
        _teardown.Drain();
        if (!_endpoints.IsEmpty)
        {
            return;
        }

        _firewall.Remove();
        lock (_gate)
        {
            // Ports of the bridge that are not ours, such as a virtual machine's, keep it.
            if (_routes.Links().All(link => link.Master != _bridge.InterfaceIndex))
            {
                TryDeleteLink(_routes, _bridge.Interface);
            }
        }
    }

    /// <summary>Ends the threads and closes the sockets; containers stay connected.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        _teardown.Dispose();
        _teardownRoutes.Dispose();
        _namespaces.Dispose();
        _firewall.Dispose();
        _routes.Dispose();
    }

    private void Notice(string line) => _options.Notice?.Invoke(line);

    private string NetnsPath(string containerId) => Path.Combine(_netnsDirectory, containerId);

    /// <summary>Deletes an interface; one that is gone is as good.</summary>
    private static void TryDeleteLink(RouteSocket routes, string name)
    {
        var batch = new NetlinkBatch();
        batch.DeleteLink(name);
        try
        {
            routes.Apply(batch);
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENODEV)
        {
            // It went with its namespace.
        }
    }

    private Sandbox Describe(EndpointRecord endpoint, IReadOnlyList<Fd> heldSockets) => new()
    {
        ContainerId = endpoint.ContainerId,
        EndpointId = endpoint.EndpointId,
        NetnsPath = NetnsPath(endpoint.ContainerId),
        NetworkName = _bridge.Name,
        Bridge = _bridge.Interface,
        Address = IPAddress.Parse(endpoint.Address),
        PrefixLength = _bridge.Subnet.Length,
        Gateway = _bridge.Gateway,
        MacAddress = endpoint.MacAddress,
        Ports = endpoint.PublishedPorts,
        HeldSockets = heldSockets,
    };
}
