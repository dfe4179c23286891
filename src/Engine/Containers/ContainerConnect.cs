using Berth.Engine.Errors;
using Berth.Engine.Networks;
using Berth.Engine.Specs;
using Berth.EngineApi.Networks;
using Berth.Linux;
using Berth.Network.Networks;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    private const string SharedNetwork = "container sharing network namespace with another container or host cannot be connected to any other network";
    private const string NoneAlone = "container cannot be connected to multiple networks with one of the networks in private (none) mode";

    /// <summary>Connects a container to a network: at once where it runs, else when it is started.</summary>
    /// <exception cref="NotFoundException">One of the two is not there.</exception>
    /// <exception cref="InvalidParameterException">They do not go together, or what is asked for does not.</exception>
    /// <exception cref="ForbiddenException">It runs in it already.</exception>
    public async Task ConnectAsync(string idOrName, string networkNameOrId, EndpointSettings? settings, CancellationToken cancellation = default)
    {
        RefuseNobody(idOrName);
        Container container = _index.Get(idOrName);
        using (await container.Lock.AcquireAsync(cancellation))
        {
            NetworkRecord network = _lookup.Get(networkNameOrId);
            EndpointSettings wanted = PlannedNetworks.Asked(settings ?? new EndpointSettings());
            ContainerRecord record = container.Record;
            RefuseToConnect(record, network);
            EndpointRules.Validate(network, !network.IsPredefined, wanted);
            if (record.State.IsAlive)
            {
                ContainerEndpoint endpoint = _networks.Attach(record, network, wanted);
                Record(container, record with { Endpoints = [.. record.Networks, endpoint], Sandbox = _networks.SandboxOf(record) });
                Failpoint.Hit("connect.recorded");
                _networkEvents.Connected(container.Record, endpoint);
            }
            else if (record.Networks.All(endpoint => !endpoint.Is(network.Name) && !endpoint.Is(network.Id)))
            {
                var endpoint = new ContainerEndpoint { Network = network.Name, NetworkId = network.Id, Driver = network.Driver, Wanted = wanted };
                Save(container, record with { Endpoints = [.. record.Networks, endpoint] });
            }
        }
    }

    /// <summary>Disconnects a container from a network.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="networkNameOrId">The network; one that is gone can be left, too.</param>
    /// <param name="force">A container that is not there any more is no error of this kind.</param>
    /// <param name="cancellation">Gives the wait for the container up.</param>
    /// <exception cref="NotFoundException">One of the two is not there.</exception>
    /// <exception cref="ConflictException">It is not connected. (dockerd says so with 500.)</exception>
    public async Task DisconnectAsync(string idOrName, string networkNameOrId, bool force, CancellationToken cancellation = default)
    {
        RefuseNobody(idOrName);
        Container container = force && _index.Find(idOrName) is null
            ? throw new NotFoundException($"endpoint {idOrName} not found")
            : _index.Get(idOrName);
        using (await container.Lock.AcquireAsync(cancellation))
        {
            ContainerRecord record = container.Record;
            NetworkRecord? network = _lookup.Find(networkNameOrId);
            ContainerEndpoint? endpoint = record.Networks.FirstOrDefault(endpoint => endpoint.Is(network?.Name ?? networkNameOrId) || endpoint.Is(network?.Id ?? networkNameOrId));
            if (network is null && (endpoint is null || record.State.IsAlive))
            {
                throw new NotFoundException($"network {networkNameOrId} not found");
            }

            if (endpoint is null)
            {
                throw new ConflictException($"container {record.Id} is not connected to {(record.State.IsAlive ? "" : "the ")}network {network!.Name}");
            }

            if (endpoint.Network == Starting.NetworkJoiner.Host)
            {
                throw new InvalidParameterException("cannot disconnect container from host network - container was created in host network mode");
            }

            Leave(container, record, endpoint);
        }
    }

    private void Leave(Container container, ContainerRecord record, ContainerEndpoint endpoint)
    {
        IReadOnlyList<ContainerEndpoint> others = [.. record.Networks.Where(other => other != endpoint)];
        if (!record.State.IsAlive)
        {
            Save(container, record with { Endpoints = others });
            return;
        }

        if (NetworkRecord.IsPredefinedName(endpoint.Network) && endpoint.Driver == NetworkDriver.Null)
        {
            Record(container, record with { Endpoints = others });
        }
        else
        {
            _networks.Detach(record, endpoint);
            Record(container, record with { Endpoints = others, Sandbox = _networks.SandboxOf(record) });
        }

        Failpoint.Hit("disconnect.recorded");
        _networkEvents.Disconnected(container.Record, endpoint);
    }

    private static void RefuseToConnect(ContainerRecord record, NetworkRecord network)
    {
        NamespaceMode mode = NamespaceMode.Network(record.NetworkMode);
        if (network.Driver == NetworkDriver.Host && !mode.IsHost)
        {
            throw new InvalidParameterException("cannot connect container to host network - container must be created in host network mode");
        }

        if (mode.IsContainer || mode.IsHost)
        {
            throw new InvalidParameterException(SharedNetwork);
        }

        if (record.Networks.Any(static endpoint => endpoint.Driver == NetworkDriver.Null) || (network.Driver == NetworkDriver.Null && record.Networks.Count > 0))
        {
            throw new InvalidParameterException(NoneAlone);
        }
    }

    private static void RefuseNobody(string idOrName)
    {
        if (idOrName.Length == 0)
        {
            throw new InvalidParameterException("invalid name or ID supplied: \"\"");
        }
    }
}
