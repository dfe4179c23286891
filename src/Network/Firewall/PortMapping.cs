using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Berth.Linux.Nftables;
using Berth.Network.Ports;

namespace Berth.Network.Firewall;

/// <summary>A published port as the firewall sees it. Both addresses are of one family.</summary>
/// <param name="HostAddress">0.0.0.0 or [::]: all of the host's addresses of the family.</param>
/// <param name="HostPort">
/// 0: none. The network is routed (<see cref="GatewayMode.Routed"/>), and the port is open at the container's own address.
/// </param>
internal readonly record struct PortMapping(
    TransportProtocol Protocol, IPAddress HostAddress, ushort HostPort, IPAddress ContainerAddress, ushort ContainerPort)
{
    public bool IsIpv6 => ContainerAddress.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>On every address of the host's.</summary>
    public bool IsEverywhere => HostAddress.Equals(IPAddress.Any) || HostAddress.Equals(IPAddress.IPv6Any);

    /// <summary>
    /// Whether the kernel can pass the port on. Packets from <c>::1</c> and from link-local addresses never leave by another
    /// interface, and there is no translation from one family to the other: who listens on the host port has to relay.
    /// </summary>
    public bool IsForTheKernel => HostAddress.AddressFamily == ContainerAddress.AddressFamily
        && !HostAddress.Equals(IPAddress.IPv6Loopback) && !HostAddress.IsIPv6LinkLocal;

    /// <summary>
    /// As an element of the table: key <c>[host address] protocol port</c>, value <c>container address, port</c>; or the key
    /// <c>container address, protocol, port</c> of an open port. Big-endian, each padded behind to a multiple of four bytes.
    /// </summary>
    public NftElement ToElement()
    {
        if (HostPort == 0)
        {
            return new NftElement(Service(ContainerAddress.GetAddressBytes(), ContainerPort), default);
        }

        byte[] address = ContainerAddress.GetAddressBytes();
        var value = new byte[address.Length + 4];
        address.CopyTo(value, 0);
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(address.Length), ContainerPort);
        return new NftElement(Service(IsEverywhere ? [] : HostAddress.GetAddressBytes(), HostPort), value);
    }

    /// <summary>The same as nft(8) writes it.</summary>
    public string Describe()
    {
        string protocol = Protocol switch { TransportProtocol.Tcp => "tcp", TransportProtocol.Udp => "udp", _ => "sctp" };
        return (HostPort, IsEverywhere) switch
        {
            (0, _) => $"{ContainerAddress} . {protocol} . {ContainerPort}",
            (_, true) => $"{protocol} . {HostPort} : {ContainerAddress} . {ContainerPort}",
            _ => $"{HostAddress} . {protocol} . {HostPort} : {ContainerAddress} . {ContainerPort}",
        };
    }

    private byte[] Service(byte[] address, ushort port)
    {
        var key = new byte[address.Length + 8];
        address.CopyTo(key, 0);
        key[address.Length] = (byte)Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(address.Length + 4), port);
        return key;
    }
}
