using System.Net;

namespace Berth.Network.Ports;

/// <summary>A port as it is published: which host address and port lead to which port of the container.</summary>
public sealed record PublishedPort
{
    public required ushort ContainerPort { get; init; }

    public required TransportProtocol Protocol { get; init; }

    public required IPAddress HostIP { get; init; }

    /// <summary>0: none is taken, for others reach the container at its own address (a routed network).</summary>
    public required ushort HostPort { get; init; }
}
