using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Network.Endpoints;
using Berth.Network.Namespaces;
using Berth.Network.Sandboxes;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// Takes a container's sandbox away: its ports are free when this returns; the namespace and the veth pairs go behind the
    /// caller's back, and the addresses are free after that. Unknown IDs are ignored.
    /// </summary>
    public void Release(string containerId)
    {
        if (!_sandboxes.TryRemove(containerId, out SandboxRecord? sandbox))
        {
            return;
        }

        // The rules first: another container may get the port at once.
        _firewall.Withdraw(sandbox.Mappings);
        _nameTables.Withdraw(containerId);
        _ports.Release(sandbox.PublishedPorts);
        Failpoint.Hit("network.withdrawn");
        _teardown.Add(containerId, () => TearDown(sandbox));
    }

    private void TearDown(SandboxRecord sandbox)
    {
        _firewall.ForgetFlows(sandbox.Mappings);
        DeleteVlans(sandbox);
        NetworkNamespace.Unpin(NetnsPath(sandbox.ContainerId));
        Failpoint.Hit("network.unpinned");

        // The kernel would delete the pairs with the namespace, but in its own time, and not while a process is left in it.
        foreach (EndpointRecord endpoint in sandbox.Endpoints.Where(static endpoint => endpoint.HostInterface.Length > 0))
        {
            TryDeleteLink(_teardownRoutes, endpoint.HostInterface);
        }

        _store.Delete(sandbox.ContainerId);
        Free(sandbox.Endpoints);
    }

    /// <summary>
    /// Interfaces on one of the host's would go with the namespace, but in the kernel's time: until then their hardware addresses, made of
    /// the containers' addresses, cannot be had by others, nor the parent by a network that is to have it for itself.
    /// </summary>
    private void DeleteVlans(SandboxRecord sandbox)
    {
        EndpointRecord[] vlans = [.. sandbox.Endpoints.Where(static endpoint => endpoint.HostInterface.Length == 0)];
        if (vlans.Length == 0)
        {
            return;
        }

        try
        {
            using ReadyNamespace inside = ReadyNamespaces.Enter(NetnsPath(sandbox.ContainerId));
            DeleteVlans(inside, vlans);
        }
        catch (IOException)
        {
            // No namespace, no interface: it went with a reboot.
        }
    }

    private static void DeleteVlans(ReadyNamespace inside, IEnumerable<EndpointRecord> endpoints)
    {
        foreach (EndpointRecord endpoint in endpoints.Where(static endpoint => endpoint.HostInterface.Length == 0))
        {
            TryDeleteLink(inside.Routes, endpoint.Interface);
        }
    }
}
