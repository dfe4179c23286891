using Berth.Network.Ports;

namespace Berth.Engine.Containers;

/// <summary>A published port.</summary>
public sealed record EndpointPort(int ContainerPort, string Protocol, string HostIP, int HostPort)
{
    /// <summary><c>80/tcp</c>.</summary>
    public string Key => $"{ContainerPort}/{Protocol}";

    public static EndpointPort From(PublishedPort port) =>
        new(port.ContainerPort, Name(port.Protocol), port.HostIP.ToString(), port.HostPort);

    private static string Name(TransportProtocol protocol) => protocol.ToString().ToLowerInvariant();
}
