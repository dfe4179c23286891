using System.Runtime.InteropServices;
using System.Text;
using Berth.Linux.Netlink;
using static Berth.Linux.Nftables.NftConstants;

namespace Berth.Linux.Nftables;

/// <summary>
/// Writes a rule's expressions: the little register program that nft(8) would compile from the text in each method's summary.
/// Registers are the 32-bit ones, numbered from 0. A comparison that fails ends the rule.
/// </summary>
public sealed class NftRule
{
    private const int InterfaceNameSize = 16;
    private const uint SourceAddressOffset = 12;
    private const uint DestinationAddressOffset = 16;

    private readonly NetlinkBatch _batch;

    internal NftRule(NetlinkBatch batch) => _batch = batch;

    /// <summary><c>meta nfproto ipv4</c></summary>
    public NftRule Ipv4() => Meta(NFT_META_NFPROTO, 0).Compare(NFT_CMP_EQ, [NFPROTO_IPV4]);

    /// <summary><c>iifname NAME</c></summary>
    public NftRule InputIs(string name) => Meta(NFT_META_IIFNAME, 0).Compare(NFT_CMP_EQ, InterfaceName(name));

    /// <summary><c>iifname != NAME</c></summary>
    public NftRule InputIsNot(string name) => Meta(NFT_META_IIFNAME, 0).Compare(NFT_CMP_NEQ, InterfaceName(name));

    /// <summary><c>oifname NAME</c></summary>
    public NftRule OutputIs(string name) => Meta(NFT_META_OIFNAME, 0).Compare(NFT_CMP_EQ, InterfaceName(name));

    /// <summary><c>oifname != NAME</c></summary>
    public NftRule OutputIsNot(string name) => Meta(NFT_META_OIFNAME, 0).Compare(NFT_CMP_NEQ, InterfaceName(name));

    /// <summary><c>ip saddr PREFIX</c></summary>
    public NftRule SourceIn(uint first, int prefixLength) => Prefix(SourceAddressOffset, first, prefixLength);

    /// <summary><c>ip daddr PREFIX</c></summary>
    public NftRule DestinationIn(uint first, int prefixLength) => Prefix(DestinationAddressOffset, first, prefixLength);

    /// <summary><c>fib daddr type local</c>: an address of this host's.</summary>
    public NftRule DestinationIsLocal()
    {
        using (Expression("fib"))
        {
            _batch.UInt32BigEndian(NFTA_FIB_DREG, Register(0));
            _batch.UInt32BigEndian(NFTA_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
            _batch.UInt32BigEndian(NFTA_FIB_FLAGS, NFTA_FIB_F_DADDR);
        }

        return Compare(NFT_CMP_EQ, Host(RTN_LOCAL));
    }

    /// <summary><c>ct state { … }</c> by the kernel's bits: 2 established, 4 related, 8 new.</summary>
    public NftRule ConnectionState(uint anyOf) => Connection(NFT_CT_STATE, anyOf);

    /// <summary><c>ct status dnat</c></summary>
    public NftRule ConnectionIsRedirected() => Connection(NFT_CT_STATUS, IPS_DST_NAT);

    /// <summary><c>ip daddr</c> into a register, for a lookup.</summary>
    public NftRule LoadDestination(int register) => Payload(NFT_PAYLOAD_NETWORK_HEADER, DestinationAddressOffset, 4, register);

    /// <summary><c>meta l4proto</c> into a register.</summary>
    public NftRule LoadProtocol(int register) => Meta(NFT_META_L4PROTO, register);

    /// <summary><c>th dport</c> into a register.</summary>
    public NftRule LoadDestinationPort(int register) => Payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, register);

    /// <summary><c>map @NAME</c>: the key from <paramref name="source"/> on, the value to <paramref name="destination"/> on; no such key ends the rule.</summary>
    public NftRule Lookup(NftMap map, int source, int destination)
    {
        using (Expression("lookup"))
        {
            _batch.Text(NFTA_LOOKUP_SET, map.Name);
            _batch.UInt32BigEndian(NFTA_LOOKUP_SREG, Register(source));
            _batch.UInt32BigEndian(NFTA_LOOKUP_DREG, Register(destination));
        }

        return this;
    }

    /// <summary><c>dnat ip to ADDRESS . PORT</c>, both from registers.</summary>
    public void DestinationNat(int address, int port)
    {
        using (Expression("nat"))
        {
            _batch.UInt32BigEndian(NFTA_NAT_TYPE, NFT_NAT_DNAT);
            _batch.UInt32BigEndian(NFTA_NAT_FAMILY, NFPROTO_IPV4);
            _batch.UInt32BigEndian(NFTA_NAT_REG_ADDR_MIN, Register(address));
            _batch.UInt32BigEndian(NFTA_NAT_REG_PROTO_MIN, Register(port));
        }
    }

    /// <summary><c>masquerade</c></summary>
    public void Masquerade()
    {
        using (Expression("masq"))
        {
            // Its defaults are what is wanted; nft sends the empty nest too.
        }
    }

    /// <summary><c>accept</c></summary>
    public void Accept() => Verdict(NF_ACCEPT);

    /// <summary><c>drop</c></summary>
    public void Drop() => Verdict(NF_DROP);

    private static uint Register(int number) => NFT_REG32_00 + (uint)number;

    private static byte[] InterfaceName(string name)
    {
        var bytes = new byte[InterfaceNameSize];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }

    private static byte[] Host(uint value) => MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)).ToArray();

    private static byte[] Network(uint value) =>
        [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private NftRule Prefix(uint offset, uint first, int prefixLength)
    {
        Payload(NFT_PAYLOAD_NETWORK_HEADER, offset, 4, 0);
        if (prefixLength < 32)
        {
            Mask(Network(prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength)));
        }

        return Compare(NFT_CMP_EQ, Network(first));
    }

    private NftRule Connection(uint key, uint bits)
    {
        using (Expression("ct"))
        {
            _batch.UInt32BigEndian(NFTA_CT_DREG, Register(0));
            _batch.UInt32BigEndian(NFTA_CT_KEY, key);
        }

        Mask(Host(bits));
        return Compare(NFT_CMP_NEQ, Host(0));
    }

    private NftRule Meta(uint key, int register)
    {
        using (Expression("meta"))
        {
            _batch.UInt32BigEndian(NFTA_META_KEY, key);
            _batch.UInt32BigEndian(NFTA_META_DREG, Register(register));
        }

        return this;
    }

    private NftRule Payload(uint header, uint offset, uint length, int register)
    {
        using (Expression("payload"))
        {
            _batch.UInt32BigEndian(NFTA_PAYLOAD_DREG, Register(register));
            _batch.UInt32BigEndian(NFTA_PAYLOAD_BASE, header);
            _batch.UInt32BigEndian(NFTA_PAYLOAD_OFFSET, offset);
            _batch.UInt32BigEndian(NFTA_PAYLOAD_LEN, length);
        }

        return this;
    }

    private void Mask(byte[] mask)
    {
        using (Expression("bitwise"))
        {
            _batch.UInt32BigEndian(NFTA_BITWISE_SREG, Register(0));
            _batch.UInt32BigEndian(NFTA_BITWISE_DREG, Register(0));
            _batch.UInt32BigEndian(NFTA_BITWISE_LEN, (uint)mask.Length);
            Data(NFTA_BITWISE_MASK, mask);
            Data(NFTA_BITWISE_XOR, new byte[mask.Length]);
        }
    }

    private NftRule Compare(uint operation, byte[] value)
    {
        using (Expression("cmp"))
        {
            _batch.UInt32BigEndian(NFTA_CMP_SREG, Register(0));
            _batch.UInt32BigEndian(NFTA_CMP_OP, operation);
            Data(NFTA_CMP_DATA, value);
        }

        return this;
    }

    private void Verdict(int code)
    {
        using (Expression("immediate"))
        {
            _batch.UInt32BigEndian(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
            using (_batch.Nested(NFTA_IMMEDIATE_DATA))
            using (_batch.Nested(NFTA_DATA_VERDICT))
            {
                _batch.UInt32BigEndian(NFTA_VERDICT_CODE, (uint)code);
            }
        }
    }

    private void Data(ushort attribute, byte[] value)
    {
        using (_batch.Nested(attribute))
        {
            _batch.Attribute(NFTA_DATA_VALUE, value);
        }
    }

    /// <summary><c>NFTA_LIST_ELEM { NFTA_EXPR_NAME, NFTA_EXPR_DATA { … } }</c>, open for the expression's attributes.</summary>
    private OpenExpression Expression(string name)
    {
        NetlinkBatch.Nest element = _batch.Nested(NFTA_LIST_ELEM);
        _batch.Text(NFTA_EXPR_NAME, name);
        return new OpenExpression(element, _batch.Nested(NFTA_EXPR_DATA));
    }

    private readonly ref struct OpenExpression(NetlinkBatch.Nest element, NetlinkBatch.Nest data)
    {
        private readonly NetlinkBatch.Nest _element = element;
        private readonly NetlinkBatch.Nest _data = data;

        public void Dispose()
        {
            _data.Dispose();
            _element.Dispose();
        }
    }
}
