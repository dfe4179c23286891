using System.Globalization;
using System.Net;
using Berth.Engine.Containers.Links;
using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.Linux;
using Berth.Network;
using Berth.Network.Sandboxes;

namespace Berth.Engine.Containers.Starting;

/// <summary>Gives a container the network it asks for: a bridge, the host's, none, or another container's.</summary>
internal sealed class NetworkJoiner(NetworkController networks, ContainerIndex containers)
{
    public const string Host = "host";
    public const string None = "none";

    private const string OtherContainer = "container:";

    /// <param name="record">The container.</param>
    /// <param name="prepared">The namespace to wire up, made by who knows who is to own it; null: a new one.</param>
    /// <exception cref="NetworkException">No address, no port, or the kernel refused.</exception>
    /// <exception cref="ConflictException">The container whose network is to be shared does not run.</exception>
    public JoinedNetwork Join(ContainerRecord record, Fd? prepared) => record.NetworkMode switch
    {
        Host or None => JoinedNetwork.Of(null),
        string mode when mode.StartsWith(OtherContainer, StringComparison.Ordinal) => Share(mode[OtherContainer.Length..]),
        _ => JoinedNetwork.Bridged(networks.Connect(Request(record) with { Namespace = prepared })),
    };

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
    public void Restore(IReadOnlyCollection<string> liveContainerIds) => networks.Restore(liveContainerIds);

    public static bool IsBridged(ContainerRecord record) =>
        record.NetworkMode is not (Host or None) && !record.NetworkMode.StartsWith(OtherContainer, StringComparison.Ordinal);

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
        return JoinedNetwork.Of(other.Record.Endpoint?.NetnsPath ?? $"/proc/{pid}/ns/net");
    }

    private SandboxRequest Request(ContainerRecord record)
    {
        EngineApi.Networks.EndpointSettings? wanted = record.Networking?.EndpointsConfig?.GetValueOrDefault(record.NetworkMode);
        string? address = wanted?.IPAMConfig?.IPv4Address;
        string? mac = string.IsNullOrEmpty(wanted?.MacAddress) ? record.Config.MacAddress : wanted.MacAddress;
        return new SandboxRequest
        {
            ContainerId = record.Id,
            ContainerName = record.Name,
            Ports = PublishedPorts.Of(record.Config, record.HostConfig),
            Naming = EndpointNames.Settings(record.HostConfig),
            Attachments =
            [
                new AttachmentRequest
                {
                    NetworkId = networks.Bridge.Id,
                    Names = EndpointNames.Of(record, wanted),
                    Links = EndpointNames.Links(wanted, containers),
                    MacAddress = string.IsNullOrEmpty(mac) ? null : mac,
                    Address = string.IsNullOrEmpty(address) ? null : IPAddress.Parse(address),
                },
            ],
        };
    }
}
