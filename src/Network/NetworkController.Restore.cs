using Berth.Linux.Netlink;
using Berth.Network.Endpoints;
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
        foreach (EndpointRecord endpoint in _store.ReadAll())
        {
            if (live.Contains(endpoint.ContainerId) && File.Exists(NetnsPath(endpoint.ContainerId)))
            {
                Adopt(endpoint);
                restored.Add(endpoint.ContainerId, Describe(endpoint, []));
            }
            else
            {
                _store.Delete(endpoint.ContainerId);
            }
        }

        // 2. The others.
        RemoveStrangers();

        // 3. The rules.
        if (restored.Count > 0)
        {
            AllowForwarding();
            _firewall.Install([.. _endpoints.Values.SelectMany(endpoint => endpoint.Mappings)]);
        }
        else
        {
            _firewall.Remove();
        }

        return restored;
    }

    private void Adopt(EndpointRecord endpoint)
    {
        _endpoints[endpoint.ContainerId] = endpoint;
        _ports.Adopt(endpoint.PublishedPorts);
        lock (_gate)
        {
            _addresses.Adopt(endpoint.AddressNumber);
        }
    }

    /// <summary>Found in the kernel and on disk rather than in records: an earlier daemon may have died between any two steps.</summary>
    private void RemoveStrangers()
    {
        foreach (string path in Directory.EnumerateFiles(_netnsDirectory))
        {
            if (!_endpoints.ContainsKey(Path.GetFileName(path)))
            {
                NetworkNamespace.Unpin(path);
            }
        }

        HashSet<string> known = [.. _endpoints.Values.Select(endpoint => endpoint.HostInterface)];
        lock (_gate)
        {
            foreach (NetworkInterface link in _routes.Links())
            {
                if (link.Master == _bridge.InterfaceIndex && link.Kind == "veth" && !known.Contains(link.Name))
                {
                    TryDeleteLink(_routes, link.Name);
                }
            }
        }
    }
}
