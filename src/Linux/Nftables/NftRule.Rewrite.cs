using System.Buffers.Binary;
using static Berth.Linux.Nftables.NftConstants;

namespace Berth.Linux.Nftables;

/// <content>Ports that are changed in passing.</content>
public sealed partial class NftRule
{
    private const ushort NFTA_PAYLOAD_SREG = 5;
    private const ushort NFTA_PAYLOAD_CSUM_TYPE = 6;
    private const ushort NFTA_PAYLOAD_CSUM_OFFSET = 7;
    private const uint NFT_PAYLOAD_CSUM_INET = 1;

    private const uint IPv4Source = 12;
    private const uint IPv4Destination = 16;
    private const uint SourcePort = 0;
    private const uint DestinationPort = 2;

    /// <summary><c>oifname "lo" ip saddr ADDRESS udp|tcp sport FROM udp|tcp sport set TO</c></summary>
    internal void RewriteSource(byte protocol, uint address, ushort from, ushort to) =>
        Rewrite(protocol, (IPv4Source, address), SourcePort, from, to);

    /// <summary><c>oifname "lo" ip daddr ADDRESS udp|tcp dport FROM udp|tcp dport set TO</c></summary>
    internal void RewriteDestination(byte protocol, uint address, ushort from, ushort to) =>
        Rewrite(protocol, (IPv4Destination, address), DestinationPort, from, to);

    private static byte[] PortBytes(ushort port)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, port);
        return bytes;
    }

    private void Rewrite(byte protocol, (uint Offset, uint Value) address, uint port, ushort from, ushort to)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, address.Value);
        string name = protocol == 17 ? "udp" : "tcp", side = port == SourcePort ? "sport" : "dport";
        OutputIs("lo").Ipv4().Say($"ip {(port == SourcePort ? "saddr" : "daddr")} {string.Join('.', number)} {name} {side} {from} {name} {side} set {to}");
        Payload(NFT_PAYLOAD_NETWORK_HEADER, address.Offset, 4, 0).Compare(NFT_CMP_EQ, number);
        Meta(NFT_META_L4PROTO, 0).Compare(NFT_CMP_EQ, [protocol]);
        Payload(NFT_PAYLOAD_TRANSPORT_HEADER, port, 2, 0).Compare(NFT_CMP_EQ, PortBytes(from));
        using (Expression("immediate"))
        {
            _batch.UInt32BigEndian(NFTA_IMMEDIATE_DREG, Register(0));
            Data(NFTA_IMMEDIATE_DATA, PortBytes(to));
        }

        using (Expression("payload"))
        {
            _batch.UInt32BigEndian(NFTA_PAYLOAD_BASE, NFT_PAYLOAD_TRANSPORT_HEADER);
            _batch.UInt32BigEndian(NFTA_PAYLOAD_OFFSET, port);
            _batch.UInt32BigEndian(NFTA_PAYLOAD_LEN, 2);
            _batch.UInt32BigEndian(NFTA_PAYLOAD_SREG, Register(0));
            _batch.UInt32BigEndian(NFTA_PAYLOAD_CSUM_TYPE, NFT_PAYLOAD_CSUM_INET);

            // Where the checksum is in the headers of udp(7) and tcp(7).
            _batch.UInt32BigEndian(NFTA_PAYLOAD_CSUM_OFFSET, protocol == 17 ? 6u : 16u);
        }
    }
}
