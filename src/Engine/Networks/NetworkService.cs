using System.Globalization;
using Berth.Engine.Containers;
using Berth.Engine.Containers.Listing;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Filtering;
using Berth.EngineApi;
using Berth.EngineApi.Networks;
using Berth.Network;
using Berth.Runtime.Logs;

namespace Berth.Engine.Networks;

/// <summary>The networks that every engine has: <c>bridge</c>, <c>host</c> and <c>none</c>.</summary>
public sealed class NetworkService
{
    private readonly NetworkController _networks;
    private readonly ContainerIndex _containers;
    private readonly EventBus _events;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _created;

    internal NetworkService(NetworkController networks, ContainerIndex containers, EventBus events, TimeProvider time)
    {
        _networks = networks;
        _containers = containers;
        _events = events;
        _time = time;
        _created = time.GetUtcNow();
    }

    /// <param name="filters">Which.</param>
    /// <param name="withContainers">Up to API 1.27 a listing told the containers, too.</param>
    public IReadOnlyList<NetworkInspect> List(Filters filters, bool withContainers = false)
    {
        if (filters.Keys.FirstOrDefault(k => k is not ("name" or "id" or "driver" or "scope" or "type" or "dangling" or "label")) is { } unknown)
        {
            throw new InvalidParameterException($"invalid filter '{unknown}'");
        }

        IEnumerable<NetworkInspect> fitting = All().Where(n => Matches(n, filters));
        return [.. (withContainers ? fitting.Select(n => n with { Containers = ContainersOf(n.Name) }) : fitting)];
    }

    /// <summary>Removes the networks of one's own that nothing is connected to; there are only built-in ones, which stay.</summary>
    /// <exception cref="InvalidParameterException">A filter is none.</exception>
    public NetworksPruneResponse Prune(Filters filters)
    {
        FilterValues.RefuseOthers(filters, "label", "label!", "until");
        FilterValues.Until(filters, _time.GetUtcNow());
        _events.PublishPrune("network", 0);
        return new NetworksPruneResponse();
    }

    /// <summary>By name, ID, or the beginning of an ID.</summary>
    public NetworkInspect Inspect(string nameOrId)
    {
        NetworkInspect found = All().FirstOrDefault(n => n.Name == nameOrId)
            ?? All().FirstOrDefault(n => nameOrId.Length > 0 && n.Id.StartsWith(nameOrId, StringComparison.Ordinal))
            ?? throw new NotFoundException($"network {nameOrId} not found");
        return found with { Containers = ContainersOf(found.Name) };
    }

    private static bool Matches(NetworkInspect network, Filters filters)
    {
        bool Any(string key, Func<string, bool> matches) => filters[key].Count == 0 || filters[key].Any(matches);

        return Any("name", name => network.Name.Contains(name, StringComparison.Ordinal))
            && Any("id", id => network.Id.StartsWith(id, StringComparison.Ordinal))
            && Any("driver", driver => network.Driver == driver)
            && Any("scope", scope => network.Scope == scope)
            && Any("type", type => type == "builtin")
            && Any("dangling", dangling => dangling is "false" or "0")
            && filters["label"].Count == 0;
    }

    private NetworkInspect[] All() => [Bridge(), Builtin("host"), Builtin("none")];

    private NetworkInspect Bridge() => Builtin("bridge") with
    {
        EnableIPv4 = true,
        IPAM = new Ipam
        {
            Config = [new IpamConfig { Subnet = _networks.Bridge.IPv4?.Subnet, Gateway = _networks.Bridge.IPv4?.Gateway }],
        },
        Options = _networks.Bridge.Options,
    };

    private NetworkInspect Builtin(string name) => new()
    {
        Name = name,
        Id = NetworkIdentity.Of(name),
        Created = Rfc3339Nano.Format(_created),
        Driver = name == "none" ? "null" : name,
        EnableIPv4 = true,
    };

    private Dictionary<string, NetworkContainer> ContainersOf(string network) => _containers.All
        .Select(c => c.Record)
        .Where(r => r.State.IsAlive && (r.Endpoint?.NetworkName ?? r.NetworkMode) == network)
        .ToDictionary(r => r.Id, r => new NetworkContainer
        {
            Name = r.Name,
            EndpointID = ContainerNetworks.EndpointId(r),
            MacAddress = r.Endpoint?.MacAddress ?? "",
            IPv4Address = r.Endpoint is { } e ? string.Create(CultureInfo.InvariantCulture, $"{e.Address}/{e.PrefixLength}") : "",
        });
}
