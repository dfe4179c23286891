using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Berth.Linux.Netlink;
using static Berth.Linux.Nftables.NftConstants;

namespace Berth.Linux.Nftables;

/// <summary>
/// Writes a rule's expressions: the little register program that nft(8) would compile from the text in each method's summary.
/// Registers are the 32-bit ones, numbered from 0; an IPv6 address takes four. A comparison that fails ends the rule.
/// <see cref="ToString"/> is the rule in nft's words.
/// </summary>
public sealed partial class NftRule
{
    internal const int InterfaceNameSize = 16;

    private readonly NetlinkBatch _batch;
    private readonly StringBuilder _text = new();

    internal NftRule(NetlinkBatch batch) => _batch = batch;

    public override string ToString() => _text.ToString();

    /// <summary><c>meta nfproto ipv4</c></summary>
    public NftRule Ipv4() => Say("meta nfproto ipv4").Meta(NFT_META_NFPROTO, 0).Compare(NFT_CMP_EQ, [NFPROTO_IPV4]);

    /// <summary><c>meta nfproto ipv6</c></summary>
    public NftRule Ipv6() => Say("meta nfproto ipv6").Meta(NFT_META_NFPROTO, 0).Compare(NFT_CMP_EQ, [NFPROTO_IPV6]);

    /// <summary><c>iifname NAME</c></summary>
    public NftRule InputIs(string name) => Say($"iifname \"{name}\"").Meta(NFT_META_IIFNAME, 0).Compare(NFT_CMP_EQ, InterfaceName(name));

    /// <summary><c>iifname != NAME</c></summary>
    public NftRule InputIsNot(string name) => Say($"iifname != \"{name}\"").Meta(NFT_META_IIFNAME, 0).Compare(NFT_CMP_NEQ, InterfaceName(name));

    /// <summary><c>iifname @NAME</c>: is the input interface in the set?</summary>
    public NftRule InputIn(NftMap set) => Say($"iifname @{set.Name}").Meta(NFT_META_IIFNAME, 0).LookUp(set.Name, 0, null);

    /// <summary><c>oifname NAME</c></summary>
    public NftRule OutputIs(string name) => Say($"oifname \"{name}\"").Meta(NFT_META_OIFNAME, 0).Compare(NFT_CMP_EQ, InterfaceName(name));

    /// <summary><c>oifname != NAME</c></summary>
    public NftRule OutputIsNot(string name) => Say($"oifname != \"{name}\"").Meta(NFT_META_OIFNAME, 0).Compare(NFT_CMP_NEQ, InterfaceName(name));

    /// <summary><c>iifname vmap @NAME</c>: goes through the input interface's chain, if it has one.</summary>
    public void VerdictOfInput(NftVerdictMap map) => Say($"iifname vmap @{map.Name}").Meta(NFT_META_IIFNAME, 0).LookUp(map.Name, 0, NFT_REG_VERDICT);

    /// <summary><c>oifname vmap @NAME</c>: goes through the output interface's chain, if it has one.</summary>
    public void VerdictOfOutput(NftVerdictMap map) => Say($"oifname vmap @{map.Name}").Meta(NFT_META_OIFNAME, 0).LookUp(map.Name, 0, NFT_REG_VERDICT);

    /// <summary><c>ip saddr PREFIX</c>, <c>ip6 saddr PREFIX</c>; the family has been compared before.</summary>
    public NftRule SourceIn(IPNetwork prefix) => Prefix("saddr", prefix, NFT_CMP_EQ);

    /// <summary><c>ip daddr PREFIX</c>, <c>ip6 daddr PREFIX</c>; the family has been compared before.</summary>
    public NftRule DestinationIn(IPNetwork prefix) => Prefix("daddr", prefix, NFT_CMP_EQ);

    /// <summary><c>ip daddr != PREFIX</c>, <c>ip6 daddr != PREFIX</c>; the family has been compared before.</summary>
    public NftRule DestinationNotIn(IPNetwork prefix) => Prefix("daddr", prefix, NFT_CMP_NEQ);

    /// <summary><c>fib daddr type local</c>: an address of this host's.</summary>
    public NftRule DestinationIsLocal()
    {
        using (Expression("fib"))
        {
            _batch.UInt32BigEndian(NFTA_FIB_DREG, Register(0));
            _batch.UInt32BigEndian(NFTA_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
            _batch.UInt32BigEndian(NFTA_FIB_FLAGS, NFTA_FIB_F_DADDR);
        }

        return Say("fib daddr type local").Compare(NFT_CMP_EQ, Host(RTN_LOCAL));
    }

    /// <summary><c>ct state established,related</c></summary>
    public NftRule ConnectionIsKnown() => Say("ct state established,related").Connection(NFT_CT_STATE, 2 | 4);

    /// <summary><c>ct status dnat</c></summary>
    public NftRule ConnectionIsRedirected() => Say("ct status dnat").Connection(NFT_CT_STATUS, IPS_DST_NAT);

    /// <summary><c>meta l4proto NUMBER</c></summary>
    public NftRule ProtocolIs(byte number) => Say($"meta l4proto {number}").Meta(NFT_META_L4PROTO, 0).Compare(NFT_CMP_EQ, [number]);

    /// <summary><c>ip daddr . meta l4proto . th dport</c>, or without the address, from register 0 on, for a lookup.</summary>
    public NftRule LoadService(bool ipv6, bool withAddress)
    {
        int next = 0;
        if (withAddress)
        {
            next = ipv6 ? 4 : 1;
            Payload(NFT_PAYLOAD_NETWORK_HEADER, ipv6 ? 24u : 16u, ipv6 ? 16u : 4u, 0);
        }

        Meta(NFT_META_L4PROTO, next);
        return Payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, next + 1);
    }

    /// <summary><c>ip daddr . meta l4proto . th dport @NAME</c>: is it in the set?</summary>
    public NftRule ServiceIn(NftMap set, bool ipv6) =>
        Say($"{ServiceText(ipv6, withAddress: true)} @{set.Name}").LoadService(ipv6, withAddress: true).LookUp(set.Name, 0, null);

    /// <summary>
    /// <c>dnat ip to ip daddr . meta l4proto . th dport map @NAME</c>, or without the address: to what the map has, address and port;
    /// without such a key the rule ends.
    /// </summary>
    public void RedirectBy(NftMap map, bool ipv6, bool withAddress)
    {
        Say($"dnat {(ipv6 ? "ip6" : "ip")} to {ServiceText(ipv6, withAddress)} map @{map.Name}");
        LoadService(ipv6, withAddress).LookUp(map.Name, 0, Register(0));
        using (Expression("nat"))
        {
            _batch.UInt32BigEndian(NFTA_NAT_TYPE, NFT_NAT_DNAT);
            _batch.UInt32BigEndian(NFTA_NAT_FAMILY, ipv6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
            _batch.UInt32BigEndian(NFTA_NAT_REG_ADDR_MIN, Register(0));
            _batch.UInt32BigEndian(NFTA_NAT_REG_PROTO_MIN, Register(ipv6 ? 4 : 1));
        }
    }

    /// <summary><c>snat ip to ADDRESS</c>, <c>snat ip6 to ADDRESS</c></summary>
    public void SourceNat(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        bool ipv6 = bytes.Length == 16;
        Say($"snat {(ipv6 ? "ip6" : "ip")} to {address}");
        using (Expression("immediate"))
        {
            _batch.UInt32BigEndian(NFTA_IMMEDIATE_DREG, Register(0));
            Data(NFTA_IMMEDIATE_DATA, bytes);
        }

        using (Expression("nat"))
        {
            _batch.UInt32BigEndian(NFTA_NAT_TYPE, NFT_NAT_SNAT);
            _batch.UInt32BigEndian(NFTA_NAT_FAMILY, ipv6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
            _batch.UInt32BigEndian(NFTA_NAT_REG_ADDR_MIN, Register(0));
        }
    }

    /// <summary><c>masquerade</c></summary>
    public void Masquerade()
    {
        Say("masquerade");
        using (Expression("masq"))
        {
            // Its defaults are what is wanted; nft sends the empty nest too.
        }
    }

    /// <summary><c>accept</c></summary>
    public void Accept() => Say("accept").Verdict(NF_ACCEPT);

    /// <summary><c>drop</c></summary>
    public void Drop() => Say("drop").Verdict(NF_DROP);

    internal static byte[] InterfaceName(string name)
    {
        var bytes = new byte[InterfaceNameSize];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }

    private static uint Register(int number) => NFT_REG32_00 + (uint)number;

    private static byte[] Host(uint value) => MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)).ToArray();

    private static string ServiceText(bool ipv6, bool withAddress) =>
        (withAddress ? ipv6 ? "ip6 daddr . " : "ip daddr . " : "") + "meta l4proto . th dport";

    private NftRule Say(string words)
    {
        _text.Append(_text.Length == 0 ? "" : " ").Append(words);
        return this;
    }

    /// <summary>Offsets of ip(7) and RFC 8200's headers: source 12 and 8, destination 16 and 24.</summary>
    private NftRule Prefix(string field, IPNetwork prefix, uint operation)
    {
        byte[] first = prefix.BaseAddress.GetAddressBytes();
        bool ipv6 = first.Length == 16;
        uint source = ipv6 ? 8u : 12u;
        Say($"{(ipv6 ? "ip6" : "ip")} {field} {(operation == NFT_CMP_NEQ ? "!= " : "")}{prefix}");
        Payload(NFT_PAYLOAD_NETWORK_HEADER, field == "saddr" ? source : source + (uint)first.Length, (uint)first.Length, 0);
        if (prefix.PrefixLength < 8 * first.Length)
        {
            Mask(MaskOf(prefix.PrefixLength, first.Length));
        }

        return Compare(operation, first);
    }

    private static byte[] MaskOf(int length, int size)
    {
        var mask = new byte[size];
        for (int bit = 0; bit < length; bit++)
        {
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return mask;
    }

    private NftRule LookUp(string map, int source, uint? destination)
    {
        using (Expression("lookup"))
        {
            _batch.Text(NFTA_LOOKUP_SET, map);
            _batch.UInt32BigEndian(NFTA_LOOKUP_SREG, Register(source));
            if (destination is { } register)
            {
                _batch.UInt32BigEndian(NFTA_LOOKUP_DREG, register);
            }
        }

        return this;
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
