namespace Berth.Network.Ports;

/// <summary>Transport protocols of published ports, by their IP protocol numbers (IANA).</summary>
public enum TransportProtocol
{
    Tcp = 6,
    Udp = 17,
    Sctp = 132,
}
