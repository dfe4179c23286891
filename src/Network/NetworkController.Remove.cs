using Berth.Linux;
using Berth.Network.Networks;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// Removes a network that no container is connected to: (1) it is hidden and recorded as going, (2) its rules and (3) its interface
    /// go, (4) its record.
    /// </summary>
    /// <returns>What it was.</returns>
    /// <exception cref="NetworkException">Every engine has it, or it is in use; or the kernel refused, then the next daemon removes what is left.</exception>
    public NetworkRecord Remove(string networkId)
    {
        if (_networks.TryGetValue(networkId, out LiveNetwork? idle) && !IsConnected(networkId) && idle.EndpointCount > 0)
        {
            // Containers that have just ended: their addresses are about to be free.
            _teardown.Drain();
        }

        // 1.
        LiveNetwork network;
        lock (_gate)
        {
            network = Get(networkId);
            NetworkRules.RefusePredefined(network.Record);
            if (network.EndpointCount > 0)
            {
                throw new NetworkException(NetworkErrorKind.Forbidden, $"error while removing network: network {network.Record.Name} has active endpoints");
            }

            network.IsReady = false;
        }

        NetworkRecord record = network.Record;
        try
        {
            _networkStore.Write(record with { Pending = true });
            Failpoint.Hit("network.remove.planned");

            // 2. and 3.
            _firewall.RemoveNetwork(record.Interface);
            DeleteInterface(record);
            Failpoint.Hit("network.remove.gone");

            // 4.
            _networkStore.Delete(record.Id);
        }
        catch (IOException e)
        {
            throw new NetworkException(NetworkErrorKind.System, $"error while removing network: {e.Message}", e);
        }
        finally
        {
            _networks.TryRemove(record.Id, out _);
        }

        return record;
    }

    private bool IsConnected(string networkId) =>
        _sandboxes.Values.Any(sandbox => sandbox.Endpoints.Any(endpoint => endpoint.NetworkId == networkId));
}
