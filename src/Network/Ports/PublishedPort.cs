using System.Net;

namespace Berth.Network.Ports;

/// <summary>A port as it is published: which host address and port lead to which port of the container.</summary>
public sealed record PublishedPort
{
    public required ushort ContainerPort { get; init; }

    public required TransportProtocol Protocol { get; init; }

    public required IPAddress HostIP { get; init; }

    public required ushort HostPort { get; init; }
}
