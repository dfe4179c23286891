using Berth.Network.Endpoints;
using Berth.Network.Sandboxes;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// A running container has another name from now on, by which its neighbours find it. Unknown IDs are ignored. The caller sees to it that
    /// nobody else changes the container meanwhile.
    /// </summary>
    public void Rename(string containerId, string before, string after)
    {
        if (!_sandboxes.TryGetValue(containerId, out SandboxRecord? sandbox))
        {
            return;
        }

        SandboxRecord changed = sandbox with { Endpoints = [.. sandbox.Endpoints.Select(endpoint => Rename(endpoint, before, after))] };
        _store.Write(changed);
        _sandboxes[containerId] = changed;
        _nameTables.Publish(changed);
    }

    private static EndpointRecord Rename(EndpointRecord endpoint, string before, string after) => endpoint.Names.Count == 0 ? endpoint : endpoint with
    {
        Names = [after, .. endpoint.Names.Where(name => name != before && name != after)],
    };
}
