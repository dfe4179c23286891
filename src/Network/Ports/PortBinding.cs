using System.Net;

namespace Berth.Network.Ports;

/// <summary>A port to publish, as asked for: <c>-p [HOST_IP:][HOST_PORT[-END]:]CONTAINER_PORT[/PROTOCOL]</c>, ranges already paired off.</summary>
public sealed record PortBinding
{
    /// <summary>Port inside the container, 1 to 65535.</summary>
    public required ushort ContainerPort { get; init; }

    public TransportProtocol Protocol { get; init; } = TransportProtocol.Tcp;

    /// <summary>Host address to publish on. Null: the network's or the daemon's default (all of both families).</summary>
    public IPAddress? HostIP { get; init; }

    /// <summary>First host port that will do; 0 for a port out of the kernel's ephemeral range.</summary>
    public ushort HostPort { get; init; }

    /// <summary>Last host port that will do. 0: the same as <see cref="HostPort"/>. The first free port of the range is taken.</summary>
    public ushort HostPortEnd { get; init; }
}
