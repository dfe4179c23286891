using Berth.Network.Ports;

namespace Berth.Network.Firewall;

/// <summary>A published port as the firewall sees it; addresses in host byte order, host address 0 for all of them.</summary>
internal readonly record struct PortMapping(
    TransportProtocol Protocol, uint HostAddress, ushort HostPort, uint ContainerAddress, ushort ContainerPort);
