using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Berth.Engine.Configuration;
using Berth.Engine.Containers.Links;
using Berth.Engine.Errors;
using Berth.Engine.Networks;
using Berth.Engine.Specs;
using Berth.EngineApi.Networks;
using Berth.Linux;
using Berth.Network;
using Berth.Network.Networks;
using Berth.Network.Sandboxes;

namespace Berth.Engine.Containers.Starting;

/// <summary>Gives a container the networks it belongs to: bridges, the host's, none, or another container's.</summary>
internal sealed class NetworkJoiner(NetworkController networks, NetworkLookup lookup, ContainerIndex containers, HostFileWriter hostFiles, ResolverDefaults resolver)
{
    public const string Host = "host";

    private const string OtherContainer = "container:";

    /// <param name="record">The container.</param>
    /// <param name="prepared">The namespace to wire up, made by who knows who is to own it; null: a new one.</param>
    /// <exception cref="NetworkException">No network, no address, no port, or the kernel refused.</exception>
    /// <exception cref="ConflictException">The container whose network is to be shared does not run.</exception>
    public JoinedNetwork Join(ContainerRecord record, Fd? prepared)
    {
        if (record.NetworkMode.StartsWith(OtherContainer, StringComparison.Ordinal))
        {
            return Share(record.NetworkMode[OtherContainer.Length..]);
        }

        (ContainerEndpoint Endpoint, NetworkRecord Network)[] known = [.. record.Networks.Select(endpoint => (endpoint, Find(endpoint)))];
        if (!IsBridged(record))
        {
            return JoinedNetwork.Of(null, [.. known.Select(static pair => Bare(pair.Endpoint, pair.Network))]);
        }

        (ContainerEndpoint Endpoint, NetworkRecord Network)[] own = [.. known.Where(static pair => pair.Network.HasEndpoints)];
        Sandbox sandbox = networks.Connect(new SandboxRequest
        {
            ContainerId = record.Id,
            ContainerName = record.Name,
            Ports = PublishedPorts.Of(record.Config, record.HostConfig),
            Naming = EndpointNames.Settings(resolver.With(record.HostConfig)),
            Attachments = [.. own.Select(pair => Request(record, pair.Endpoint.Wanted, pair.Network))],
            Namespace = prepared,
        });
        return JoinedNetwork.Connected(sandbox, [.. own.Zip(sandbox.Attachments).Select(static pair => Connected(pair.First.Endpoint, pair.First.Network, pair.Second))]);
    }

    /// <summary>Connects a container that runs to one more network.</summary>
    /// <exception cref="NetworkException">Not possible.</exception>
    public ContainerEndpoint Attach(ContainerRecord record, NetworkRecord network, EndpointSettings wanted)
    {
        IReadOnlyList<Attachment> before = AttachmentsOf(record);
        Attachment attachment = networks.Attach(record.Id, record.Name, Request(record, wanted, network));
        hostFiles.Update(record, before, AttachmentsOf(record));
        return Connected(new ContainerEndpoint { Network = network.Name, Wanted = wanted }, network, attachment);
    }

    /// <summary>Disconnects a container that runs from a network.</summary>
    public void Detach(ContainerRecord record, ContainerEndpoint endpoint)
    {
        IReadOnlyList<Attachment> before = AttachmentsOf(record);
        networks.Detach(record.Id, endpoint.NetworkId);
        hostFiles.Update(record, before, AttachmentsOf(record));
    }

    /// <summary>The published ports that are left, or come back, when a container's networks have changed.</summary>
    public ContainerSandbox? SandboxOf(ContainerRecord record) => networks.Find(record.Id) is { } sandbox
        ? new ContainerSandbox { NetnsPath = sandbox.NetnsPath, Ports = [.. sandbox.Ports.Select(EndpointPort.From)] }
        : null;

    /// <summary>Gives back what <see cref="Join"/> took.</summary>
    public void Leave(ContainerRecord record)
    {
        if (IsBridged(record))
        {
            networks.Release(record.Id);
        }
    }

    /// <summary>A container has another name, by which its neighbours find it.</summary>
    public void Rename(ContainerRecord record, string before) => networks.Rename(record.Id, before, record.Name);

    /// <summary>After a start of the daemon: keeps the networks of these containers, and removes all others that an earlier one left.</summary>
    /// <returns>Those that were found, by container ID.</returns>
    public IReadOnlyDictionary<string, Sandbox> Restore(IReadOnlyCollection<string> liveContainerIds) => networks.Restore(liveContainerIds);

    /// <summary>
    /// The networks of a container that runs on, as they are: an earlier daemon may have died between a connection and its record. Null: the
    /// record is right.
    /// </summary>
    public static IReadOnlyList<ContainerEndpoint>? Reconcile(ContainerRecord record, Sandbox sandbox)
    {
        Dictionary<string, Attachment> attachments = sandbox.Attachments.ToDictionary(static attachment => attachment.NetworkId, StringComparer.Ordinal);
        List<ContainerEndpoint> endpoints = [];
        foreach (ContainerEndpoint endpoint in record.Networks)
        {
            if (attachments.Remove(endpoint.NetworkId, out Attachment? attachment))
            {
                endpoints.Add(endpoint with { Connected = EndpointRecord.From(attachment) });
            }
        }

        endpoints.AddRange(attachments.Values.Select(static attachment => new ContainerEndpoint
        {
            Network = attachment.NetworkName, NetworkId = attachment.NetworkId, Connected = EndpointRecord.From(attachment),
        }));
        return endpoints.Select(Identity).SequenceEqual(record.Networks.Select(Identity)) ? null : endpoints;

        static string Identity(ContainerEndpoint endpoint) => $"{endpoint.NetworkId} {endpoint.Connected?.EndpointId}";
    }

    /// <summary>It has a namespace that is wired up here: neither the host's, nor another container's, nor one with nothing in it.</summary>
    public static bool IsBridged(ContainerRecord record) =>
        record.NetworkMode != Host && !record.NetworkMode.StartsWith(OtherContainer, StringComparison.Ordinal)
        && record.Networks.All(static endpoint => endpoint.Driver is not (NetworkDriver.Null or NetworkDriver.Host));

    private IReadOnlyList<Attachment> AttachmentsOf(ContainerRecord record) => networks.Find(record.Id)?.Attachments ?? [];

    private JoinedNetwork Share(string idOrName)
    {
        Container other = containers.Get(idOrName);
        ContainerState state = other.State;
        if (!state.IsAlive)
        {
            throw new ConflictException(
                $"cannot join network namespace of a non running container: container {other.Record.Name} is {state.StatusName}");
        }

        string pid = state.Pid.ToString(CultureInfo.InvariantCulture);
        return JoinedNetwork.Of(other.Record.Sandbox?.NetnsPath ?? $"/proc/{pid}/ns/net", []);
    }

    private NetworkRecord Find(ContainerEndpoint endpoint) => lookup.Of(endpoint.Network, endpoint.NetworkId)
        ?? throw new NetworkException(NetworkErrorKind.NotFound, endpoint.NetworkId.Length > 0
            ? $"network {endpoint.NetworkId} not found"
            : $"network {endpoint.Network} not found");

    private static ContainerEndpoint Connected(ContainerEndpoint endpoint, NetworkRecord network, Attachment attachment) =>
        endpoint with { Network = network.Name, NetworkId = network.Id, Driver = network.Driver, Connected = EndpointRecord.From(attachment) };

    private static ContainerEndpoint Bare(ContainerEndpoint endpoint, NetworkRecord network) => endpoint with
    {
        NetworkId = network.Id, Connected = EndpointRecord.Bare(RandomNumberGenerator.GetHexString(64, lowercase: true), network.Name),
    };

    private AttachmentRequest Request(ContainerRecord record, EndpointSettings wanted, NetworkRecord network) => new()
    {
        NetworkId = network.Id,
        Names = EndpointNames.Of(record, wanted),
        Links = EndpointNames.Links(wanted, containers),
        MacAddress = wanted.MacAddress.Length > 0 ? wanted.MacAddress : null,
        Address = Address(wanted.IPAMConfig?.IPv4Address),
        IPv6Address = Address(wanted.IPAMConfig?.IPv6Address),
        GatewayPriority = wanted.GwPriority,
        LinkLocalAddresses = [.. (wanted.IPAMConfig?.LinkLocalIPs ?? []).Select(IPAddress.Parse)],
        Options = wanted.DriverOpts ?? new Dictionary<string, string>(),
    };

    private static IPAddress? Address(string? text) => string.IsNullOrEmpty(text) ? null : IPAddress.Parse(text);
}
