using System.Net;
using Berth.Linux.Netlink;
using Berth.Network.Addresses;
using Berth.Network.Endpoints;
using Berth.Network.Firewall;
using Berth.Network.Namespaces;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// Called once after the daemon has started, with the IDs of the containers that are alive:
    /// <list type="number">
    /// <item>their sandboxes are taken over with their addresses and ports;</item>
    /// <item>the records, namespaces and interfaces of others are removed;</item>
    /// <item>the firewall table is replaced by one with the ports of the living, in one transaction: no packet is lost.</item>
    /// </list>
    /// </summary>
    /// <returns>The sandboxes taken over, by container ID; without sockets, which the monitors hold.</returns>
    public IReadOnlyDictionary<string, Sandbox> Restore(IReadOnlyCollection<string> liveContainerIds)
    {
        // 1. The living.
        HashSet<string> live = new(liveContainerIds, StringComparer.Ordinal);
        Dictionary<string, Sandbox> restored = new(StringComparer.Ordinal);
        foreach (SandboxRecord stored in _store.ReadAll())
        {
            if (live.Contains(stored.ContainerId) && File.Exists(NetnsPath(stored.ContainerId)))
            {
                SandboxRecord sandbox = Settle(stored.Upgrade(Bridge));
                Adopt(sandbox);
                restored.Add(sandbox.ContainerId, Describe(sandbox, [], []));
            }
            else
            {
                DeleteVlans(stored);
                _store.Delete(stored.ContainerId);
            }
        }

        // 2. The others.
        RemoveStrangers();
        _nameTables.Restore([.. _sandboxes.Values]);

        // 3. The rules.
        if (restored.Count > 0)
        {
            BridgeRules[] inUse = [.. _networks.Values.Where(static network => network.EndpointCount > 0).Select(static network => network.Rules).OfType<BridgeRules>()];
            _firewall.Install(inUse, [.. _sandboxes.Values.SelectMany(static sandbox => sandbox.Mappings)]);
        }
        else
        {
            _firewall.Remove();
        }

        return restored;
    }

    /// <summary>The networks of an earlier life: those that were half made or half removed go; a missing bridge comes back, as after a reboot.</summary>
    private void Load(IReadOnlyList<NetworkRecord> records)
    {
        lock (_gate)
        {
            Dictionary<string, NetworkInterface> links = _routes.Links().DistinctBy(static link => link.Name).ToDictionary(static link => link.Name, StringComparer.Ordinal);

            // Those that are to stay first: they may be on the interface of one that goes.
            foreach (NetworkRecord record in records.OrderBy(static record => record.Pending))
            {
                if (record.Pending)
                {
                    DeleteInterface(record);
                    _networkStore.Delete(record.Id);
                    continue;
                }

                _networks[record.Id] = new LiveNetwork(record, _options.Mtu)
                {
                    IsReady = true, InterfaceIndex = links.TryGetValue(record.Interface, out NetworkInterface? link) ? link.Index : TryMakeInterface(record),
                };
            }
        }
    }

    /// <summary>A bridge that cannot be had is tried again by the first container that needs it.</summary>
    private int TryMakeInterface(NetworkRecord record)
    {
        try
        {
            return MakeInterface(record);
        }
        catch (Exception e) when (e is IOException or NetworkException)
        {
            Notice($"network {record.Name}: its interface {record.Interface} cannot be made: {e.Message}");
            return 0;
        }
    }

    /// <summary>Finishes what a killed daemon was changing: the routes are set by the networks that the record has.</summary>
    private SandboxRecord Settle(SandboxRecord sandbox)
    {
        if (!sandbox.Changing)
        {
            return sandbox;
        }

        SandboxRecord settled = sandbox with { Changing = false };
        try
        {
            using ReadyNamespace inside = ReadyNamespaces.Enter(NetnsPath(sandbox.ContainerId));
            RouteBy(inside.Routes, [], sandbox.Endpoints);
            _store.Write(settled);
        }
        catch (IOException e)
        {
            Notice($"the routes of container {sandbox.ContainerId} cannot be set: {e.Message}");
        }

        return settled;
    }

    private void Adopt(SandboxRecord sandbox)
    {
        _sandboxes[sandbox.ContainerId] = sandbox;
        _ports.Adopt(sandbox.PublishedPorts);
        lock (_gate)
        {
            foreach (EndpointRecord endpoint in sandbox.Endpoints)
            {
                if (_networks.TryGetValue(endpoint.NetworkId, out LiveNetwork? network))
                {
                    network.EndpointCount++;
                    Keep(network.IPv4, endpoint.IPv4Number);
                    Keep(network.IPv6, endpoint.IPv6Number);
                }
            }
        }

        static void Keep(AddressAllocator? allocator, IPAddress? address)
        {
            if (address is not null)
            {
                allocator?.Adopt(address);
            }
        }
    }

    /// <summary>Found in the kernel and on disk rather than in records: an earlier daemon may have died between any two steps.</summary>
    private void RemoveStrangers()
    {
        foreach (string path in Directory.EnumerateFiles(_netnsDirectory))
        {
            if (!_sandboxes.ContainsKey(Path.GetFileName(path)))
            {
                NetworkNamespace.Unpin(path);
            }
        }

        HashSet<string> known = [.. _sandboxes.Values.SelectMany(static sandbox => sandbox.Endpoints).Select(static endpoint => endpoint.HostInterface)];
        lock (_gate)
        {
            HashSet<int> bridges = [.. _networks.Values.Where(static network => network.Record.Driver == NetworkDriver.Bridge).Select(static network => network.InterfaceIndex)];
            foreach (NetworkInterface link in _routes.Links())
            {
                if (link.Kind == "veth" && bridges.Contains(link.Master) && !known.Contains(link.Name))
                {
                    TryDeleteLink(_routes, link.Name);
                }
            }
        }
    }
}
