using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Network.Endpoints;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// Takes a container's sandbox away: its ports are free when this returns; the namespace and the veth pair go behind the
    /// caller's back, and the address is free after that. Unknown IDs are ignored.
    /// </summary>
    public void Release(string containerId)
    {
        if (!_endpoints.TryRemove(containerId, out EndpointRecord? endpoint))
        {
            return;
        }

        // The rules first: another container may get the port at once.
        _firewall.Withdraw(endpoint.Mappings);
        _ports.Release(endpoint.PublishedPorts);
        Failpoint.Hit("network.withdrawn");
        _teardown.Add(containerId, () => TearDown(endpoint));
    }

    private void TearDown(EndpointRecord endpoint)
    {
        _firewall.ForgetFlows(endpoint.Mappings);
        NetworkNamespace.Unpin(NetnsPath(endpoint.ContainerId));
        Failpoint.Hit("network.unpinned");

        // The kernel would delete the pair with the namespace, but in its own time, and not while a process is left in it.
        TryDeleteLink(_teardownRoutes, endpoint.HostInterface);
        _store.Delete(endpoint.ContainerId);
        ReleaseAddress(endpoint.AddressNumber);
    }
}
