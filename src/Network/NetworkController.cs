using System.Collections.Concurrent;
using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Network.Addresses;
using Berth.Network.Bridges;
using Berth.Network.Firewall;
using Berth.Network.Namespaces;
using Berth.Network.Naming;
using Berth.Network.Networks;
using Berth.Network.Ports;
using Berth.Network.Sandboxes;

namespace Berth.Network;

/// <summary>
/// The networks of one daemon: makes and removes them, connects containers to them and publishes their ports. What keeps a container
/// connected is in the kernel only (a namespace pinned by a file, veth pairs, elements of nftables maps), so it works on while no
/// daemon runs. Thread-safe. A file a verb: <c>NetworkController.Connect.cs</c>, <c>.Release.cs</c>, <c>.Restore.cs</c> ….
/// <code>
///   container's namespace            │ host
///   eth0 172.17.0.2/16 ── veth pair ─┼─ veth1a2b3c4 ── bridge berth0 172.17.0.1/16 ───── routing, table inet berth ── eth0 …
///   eth1 172.18.0.2/16 ── veth pair ─┼─ veth5d6e7f8 ── bridge br-0123456789ab 172.18.0.1/16 ┘
///   default via 172.17.0.1           │
/// </code>
/// </summary>
public sealed partial class NetworkController : IDisposable
{
    /// <summary>Namespaces in stock: enough for a container started while another one's is being made.</summary>
    private const int Stock = 2;

    private readonly NetworkOptions _options;
    private readonly InstanceNames _names;
    private readonly string _netnsDirectory;

    /// <summary>Guards the host's rtnetlink socket, the address allocators and the bridges.</summary>
    private readonly Lock _gate = new();
    private readonly RouteSocket _routes;

    /// <summary>By ID.</summary>
    private readonly ConcurrentDictionary<string, LiveNetwork> _networks = new(StringComparer.Ordinal);
    private readonly NetworkStore _networkStore;

    /// <summary>By container ID.</summary>
    private readonly ConcurrentDictionary<string, SandboxRecord> _sandboxes = new(StringComparer.Ordinal);
    private readonly SandboxStore _store;
    private readonly NameTables _nameTables;
    private readonly PortAllocator _ports;
    private readonly HostFirewall _firewall;
    private readonly FirewallWatch _watch;
    private readonly Fd _hostNamespace = NetworkNamespace.OpenCurrent();
    private readonly bool _hasIpv6 = Directory.Exists("/proc/sys/net/ipv6");
    private readonly ReadyNamespaces _namespaces = new(Stock);

    /// <summary>Deleting an interface waits for the kernel's grace periods, some 20 ms, so it has its own worker and socket.</summary>
    private readonly TeardownQueue _teardown;
    private readonly RouteSocket _teardownRoutes = RouteSocket.Open();

    private NetworkController(NetworkOptions options, InstanceNames names, RouteSocket routes, NetworkStore networks, LiveNetwork bridge)
    {
        _options = options;
        _names = names;
        _routes = routes;
        _networkStore = networks;
        _netnsDirectory = Path.Combine(options.ExecRoot, "netns");
        Directory.CreateDirectory(_netnsDirectory);
        _store = new SandboxStore(options.ExecRoot);
        _nameTables = new NameTables(options.ExecRoot, NetnsPath);
        bridge.IsReady = true;
        _networks[bridge.Record.Id] = bridge;
        foreach (string name in (string[])["host", "none"])
        {
            AddPredefined(name);
        }
        _ports = new PortAllocator(new HostPorts(), options.TimeProvider);
        _firewall = new HostFirewall(new FirewallTable(names.Table), Notice);
        _watch = new FirewallWatch(names.Table, _firewall, Notice);
        _teardown = new TeardownQueue(Notice);
    }

    /// <summary>All networks, those that every engine has among them.</summary>
    public IEnumerable<NetworkRecord> Networks => _networks.Values.Where(static network => network.IsReady).Select(static network => network.Record);

    /// <summary>The default bridge network.</summary>
    public NetworkRecord Bridge => DefaultBridge.Record;

    private LiveNetwork DefaultBridge => _networks[NetworkRecord.PredefinedId(NetworkRecord.DefaultName)];

    /// <summary>Brings the default bridge about. Nothing else of the host is changed before the first container comes.</summary>
    /// <exception cref="NetworkException">The bridge cannot be had: a bad <c>--bip</c>, no free pool, no permission.</exception>
    public static NetworkController Open(NetworkOptions options)
    {
        InstanceNames names = InstanceNames.For(options.ExecRoot);
        RouteSocket routes = RouteSocket.Open();
        try
        {
            var store = new NetworkStore(options.StateDirectory, line => options.Notice?.Invoke(line));
            IReadOnlyList<NetworkRecord> records = store.ReadAll();
            IpPrefix[] reserved = [.. records.SelectMany(static record => record.Subnets).Select(static subnet => subnet.Prefix)];
            LiveNetwork bridge = new BridgeSetup(options, names, routes, reserved).Ensure();
            var controller = new NetworkController(options, names, routes, store, bridge);
            controller.Load(records);
            return controller;
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
        if (!_sandboxes.IsEmpty)
        {
            return;
        }

        _firewall.Remove();
        lock (_gate)
        {
            // Ports of a bridge that are not ours, such as a virtual machine's, keep it.
            HashSet<int> used = [.. _routes.Links().Select(static link => link.Master)];
            foreach (LiveNetwork network in _networks.Values)
            {
                if (network.Record is { Driver: NetworkDriver.Bridge, InterfaceIsGiven: false } && !used.Contains(network.InterfaceIndex))
                {
                    TryDeleteLink(_routes, network.Record.Interface);
                }
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
        _hostNamespace.Dispose();
        _firewall.Dispose();
        _routes.Dispose();
    }

    private void Notice(string line) => _options.Notice?.Invoke(line);

    private string NetnsPath(string containerId) => Path.Combine(_netnsDirectory, containerId);

    private void AddPredefined(string name)
    {
        var record = new NetworkRecord
        {
            Id = NetworkRecord.PredefinedId(name),
            Name = name,
            Driver = name == "none" ? NetworkDriver.Null : NetworkDriver.Host,
            Created = _options.TimeProvider.GetUtcNow(),
        };
        _networks[record.Id] = new LiveNetwork(record, _options.Mtu) { IsReady = true };
    }

    /// <summary>What a container is connected to; null: nothing here.</summary>
    public Sandbox? Find(string containerId) => _sandboxes.TryGetValue(containerId, out SandboxRecord? sandbox) ? Describe(sandbox, [], []) : null;

    private LiveNetwork Get(string networkId) => _networks.TryGetValue(networkId, out LiveNetwork? network) && network.IsReady
        ? network
        : throw new NetworkException(NetworkErrorKind.NotFound, $"network {networkId} not found");

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

    private Sandbox Describe(SandboxRecord sandbox, IReadOnlyList<Fd> heldSockets, IReadOnlyList<Fd> nameSockets) => new()
    {
        ContainerId = sandbox.ContainerId,
        NetnsPath = NetnsPath(sandbox.ContainerId),
        Attachments = [.. sandbox.Endpoints.Select(static endpoint => endpoint.Describe())],
        Ports = sandbox.ReachablePorts,
        PortTable = _store.PortTable(sandbox.ContainerId),
        HeldSockets = heldSockets,
        NameSockets = nameSockets,
        NamesDirectory = _nameTables.Root,
    };
}
