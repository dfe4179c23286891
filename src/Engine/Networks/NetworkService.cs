using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Filtering;
using Berth.EngineApi;
using Berth.EngineApi.Networks;
using Berth.Network;
using Berth.Network.Networks;

namespace Berth.Engine.Networks;

/// <summary>Networks, as clients see them: made, listed and removed here; containers join and leave them by <see cref="ContainerService"/>.</summary>
public sealed class NetworkService
{
    private readonly NetworkController _networks;
    private readonly NetworkLookup _lookup;
    private readonly ContainerIndex _containers;
    private readonly EventBus _events;
    private readonly NetworkEvents _networkEvents;
    private readonly TimeProvider _time;

    internal NetworkService(NetworkController networks, NetworkLookup lookup, ContainerIndex containers, EventBus events, TimeProvider time)
    {
        _networks = networks;
        _lookup = lookup;
        _containers = containers;
        _events = events;
        _networkEvents = new NetworkEvents(events);
        _time = time;
    }

    /// <summary>Makes a network.</summary>
    /// <exception cref="EngineException">It cannot be: the request is wrong, or asks for what is not to be had.</exception>
    /// <exception cref="NetworkException">The same.</exception>
    public NetworkCreateResponse Create(NetworkCreateRequest request)
    {
        NetworkRequests.Validate(request);
        string? from = request.ConfigFrom?.Network;
        if (!string.IsNullOrEmpty(from))
        {
            throw new NotFoundException($"configuration network \"{from}\" does not exist");
        }

        NetworkRecord created = _networks.Create(NetworkRequests.Read(request));
        _networkEvents.Created(created);
        return new NetworkCreateResponse { Id = created.Id };
    }

    /// <param name="filters">Which.</param>
    /// <param name="withContainers">Up to API 1.27 a listing told the containers, too.</param>
    public IReadOnlyList<NetworkInspect> List(Filters filters, bool withContainers = false)
    {
        var filter = new NetworkFilter(filters, IsInUse);
        return
        [
            .. _lookup.All.OrderBy(static network => network.Created).ThenBy(static network => network.Name, StringComparer.Ordinal)
                .Where(filter.Matches)
                .Select(network => NetworkDescription.Of(network, withContainers ? ContainersOf(network) : [])),
        ];
    }

    /// <summary>By name, ID, or the beginning of an ID.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public NetworkInspect Inspect(string nameOrId)
    {
        NetworkRecord network = _lookup.Get(nameOrId);
        return NetworkDescription.Of(network, ContainersOf(network));
    }

    /// <summary>What the firewall has for a network; null: it has none, as before its first container.</summary>
    public NetworkFirewall? Firewall(string networkId) =>
        _networks.RulesOf(networkId) is { Count: > 0 } rules ? new NetworkFirewall { Rules = rules } : null;

    /// <summary>Removes a network that no container runs in.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="ForbiddenException">It is in use.</exception>
    public async Task RemoveAsync(string nameOrId)
    {
        NetworkRecord network = _lookup.Get(nameOrId);
        RefuseInUse(network);
        await AwaitEndsAsync(network);
        _networkEvents.Removed(_networks.Remove(network.Id));
    }

    /// <summary>Removes the networks of one's own that no container runs in.</summary>
    /// <exception cref="InvalidParameterException">A filter is none.</exception>
    public async Task<NetworksPruneResponse> PruneAsync(Filters filters)
    {
        FilterValues.RefuseOthers(filters, "label", "label!", "until");
        var filter = new PruneFilter(filters, _time.GetUtcNow());
        List<string> deleted = [];
        foreach (NetworkRecord network in _lookup.All.Where(static network => !network.IsPredefined).OrderBy(static network => network.Created).ToArray())
        {
            if (filter.Matches(network.Created, network.Labels) && !IsInUse(network) && await TryRemoveAsync(network))
            {
                deleted.Add(network.Name);
            }
        }

        _events.PublishPrune("network", 0);
        return new NetworksPruneResponse { NetworksDeleted = deleted.Count > 0 ? deleted : null };
    }

    /// <summary>One that somebody has removed, or a container has joined, in the meantime is left out.</summary>
    private async Task<bool> TryRemoveAsync(NetworkRecord network)
    {
        await AwaitEndsAsync(network);
        try
        {
            _networkEvents.Removed(_networks.Remove(network.Id));
            return true;
        }
        catch (NetworkException e) when (e.Kind is NetworkErrorKind.NotFound or NetworkErrorKind.Forbidden)
        {
            return false;
        }
    }

    /// <summary>A container's end is told before its places in networks are given back: who waited for it may remove its network at once.</summary>
    private async Task AwaitEndsAsync(NetworkRecord network)
    {
        foreach (Container container in _containers.All.Where(container => IsLeaving(container.Record, network)).ToArray())
        {
            using (await container.Lock.AcquireAsync())
            {
                // It has given back what it had.
            }
        }
    }

    private static bool IsLeaving(ContainerRecord record, NetworkRecord network) =>
        !record.State.IsAlive && record.Networks.Any(endpoint => endpoint.NetworkId == network.Id && endpoint.Connected is not null);

    private void RefuseInUse(NetworkRecord network)
    {
        Dictionary<string, NetworkContainer> connected = ContainersOf(network);
        if (connected.Count > 0 && !network.IsPredefined)
        {
            string endpoints = string.Join(", ", connected.Values.Select(static container => $"name:\"{container.Name}\" id:\"{container.EndpointID[..12]}\""));
            throw new ForbiddenException($"error while removing network: network {network.Name} has active endpoints ({endpoints})");
        }
    }

    private bool IsInUse(NetworkRecord network) => ContainersOf(network).Count > 0;

    private Dictionary<string, NetworkContainer> ContainersOf(NetworkRecord network)
    {
        var connected = new Dictionary<string, NetworkContainer>(StringComparer.Ordinal);
        foreach (ContainerRecord record in _containers.All.Select(static container => container.Record).Where(static record => record.State.IsAlive))
        {
            if (record.Networks.FirstOrDefault(endpoint => endpoint.NetworkId == network.Id)?.Connected is { } endpoint)
            {
                connected[record.Id] = NetworkDescription.Of(record, endpoint);
            }
        }

        return connected;
    }
}
