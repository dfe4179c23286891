using System.Security.Cryptography;
using Berth.Linux;
using Berth.Network.Addresses;
using Berth.Network.Bridges;
using Berth.Network.Networks;

namespace Berth.Network;

public sealed partial class NetworkController
{
    /// <summary>
    /// Makes a network:
    /// <list type="number">
    /// <item>what is asked for is checked, and its subnets are taken;</item>
    /// <item>it is recorded as being made: what a killed daemon leaves of it is found by the next;</item>
    /// <item>its interface is made;</item>
    /// <item>it is recorded as it is.</item>
    /// </list>
    /// Its rules come with its first container. When a step fails, those before it are undone.
    /// </summary>
    /// <exception cref="NetworkException">Not possible; nothing is left of the attempt.</exception>
    public NetworkRecord Create(NetworkRequest request)
    {
        // 1.
        LiveNetwork network;
        lock (_gate)
        {
            network = new LiveNetwork(Plan(request), _options.Mtu);
            _networks[network.Record.Id] = network;
        }

        NetworkRecord record = network.Record;
        var undo = new UndoSteps();
        undo.Push(() => _networks.TryRemove(record.Id, out _));
        try
        {
            // 2.
            undo.Push(() => _networkStore.Delete(record.Id));
            _networkStore.Write(record with { Pending = true });
            Failpoint.Hit("network.create.planned");

            // 3.
            lock (_gate)
            {
                undo.Push(() => DeleteInterface(record));
                network.InterfaceIndex = MakeInterface(record);
            }

            Failpoint.Hit("network.create.made");

            // 4.
            _networkStore.Write(record);
            Failpoint.Hit("network.create.recorded");
            network.IsReady = true;
            return record;
        }
        catch (IOException e)
        {
            undo.Run();
            throw new NetworkException(NetworkErrorKind.System, $"failed to create network {record.Name}: {e.Message}", e);
        }
        catch
        {
            undo.Run();
            throw;
        }
    }

    /// <summary>The record of a network that can be made. The caller holds the lock, and keeps what it says from others.</summary>
    private NetworkRecord Plan(NetworkRequest request)
    {
        bool enableIPv4 = NetworkRules.IsEnabled(request.EnableIPv4, request.Options, NetworkOptionNames.EnableIPv4, otherwise: true);
        bool enableIPv6 = NetworkRules.IsEnabled(request.EnableIPv6, request.Options, NetworkOptionNames.EnableIPv6, otherwise: false);
        SubnetRules.Validate(request.Subnets, enableIPv6);
        if (_networks.Values.Any(network => network.Record.Name == request.Name))
        {
            throw new NetworkException(NetworkErrorKind.Duplicate, $"network with name {request.Name} already exists");
        }

        NetworkRules.Validate(request, enableIPv4, enableIPv6);
        string id = RandomNumberGenerator.GetHexString(64, lowercase: true);
        string link = InterfaceOf(request, id);
        IReadOnlyList<NetworkSubnet> subnets = new SubnetPlanner(
            _options, [.. _networks.Values.SelectMany(static network => network.Record.Subnets).Select(static subnet => subnet.Prefix)], UsedOnHost)
            .Choose(request.Subnets, enableIPv4, enableIPv6);
        return new NetworkRecord
        {
            Id = id,
            Name = request.Name,
            Driver = request.Driver,
            Created = _options.TimeProvider.GetUtcNow(),
            EnableIPv4 = enableIPv4,
            EnableIPv6 = enableIPv6,
            Internal = request.Internal,
            Attachable = request.Attachable,
            Subnets = subnets,
            Options = request.Options,
            IpamOptions = request.IpamOptions,
            Labels = request.Labels,
            Interface = link,
            InterfaceIsGiven = _routes.FindLink(link) is not null && !SharersOf(id, link).Any(static other => !other.InterfaceIsGiven),
        };
    }

    /// <summary>Name of the host's interface of a network.</summary>
    private string InterfaceOf(NetworkRequest request, string id)
    {
        if (request.Driver != NetworkDriver.Bridge)
        {
            return VlanParent.NameOf(request, id, _networks.Values.Select(static network => network.Record));
        }

        string name = BridgeOptions.Read(request.Options, request.Internal).Name ?? $"br-{id[..12]}";
        return _networks.Values.FirstOrDefault(network => network.Record.Interface == name) is { } other
            ? throw new NetworkException(
                NetworkErrorKind.Forbidden,
                $"cannot create network {id} ({name}): conflicts with network {other.Record.Id} ({name}): networks have same bridge name")
            : name;
    }

    private IReadOnlyList<IpPrefix> UsedOnHost() => HostPrefixes.Of(_routes);

    /// <returns>The number of the interface.</returns>
    private int MakeInterface(NetworkRecord record)
    {
        if (record.Driver == NetworkDriver.Bridge)
        {
            return new BridgeMaker(_options, _routes).Ensure(record);
        }

        int parent = VlanParent.Ensure(record, _routes);
        VlanParent.Try(record, parent, _routes);
        return parent;
    }

    /// <summary>Deletes the interface that was made for a network, unless another one is on it, too.</summary>
    private void DeleteInterface(NetworkRecord record)
    {
        lock (_gate)
        {
            if (!record.InterfaceIsGiven && record.Interface.Length > 0 && !SharersOf(record.Id, record.Interface).Any())
            {
                TryDeleteLink(_routes, record.Interface);
            }
        }
    }

    /// <summary>Other networks on an interface; bridges have none.</summary>
    private IEnumerable<NetworkRecord> SharersOf(string id, string link) =>
        _networks.Values.Select(static network => network.Record).Where(other => other.Interface == link && other.Id != id);
}
