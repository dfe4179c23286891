using System.Net;

namespace Berth.Network.Ports;

/// <summary>A published port, as a sandbox's record keeps it.</summary>
internal sealed record PortRecord(ushort ContainerPort, int Protocol, string HostIP, ushort HostPort)
{
    public static PortRecord From(PublishedPort port) => new(port.ContainerPort, (int)port.Protocol, port.HostIP.ToString(), port.HostPort);

    public PublishedPort ToPublishedPort() => new()
    {
        ContainerPort = ContainerPort, Protocol = (TransportProtocol)Protocol, HostIP = IPAddress.Parse(HostIP), HostPort = HostPort,
    };
}
