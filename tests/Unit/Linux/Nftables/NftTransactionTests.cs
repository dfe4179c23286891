using System.Net;
using Berth.Linux.Netlink;
using Berth.Linux.Nftables;
using Xunit;

namespace Berth.Unit.Linux.Nftables;

public sealed class NftTransactionTests
{
    private static readonly NftMap s_map = new("m", [NftType.InetProtocol, NftType.InetService], [NftType.Ipv4Address, NftType.InetService]);
    private static readonly NftBaseChain s_chain = new("c", "nat", NftHook.Postrouting, 100);

    [Fact]
    public void Commit_AnyTransaction_IsBracketedAndOnlyTheInsideIsAcknowledged()
    {
        NetlinkBatch batch = new NftTransaction("t").AddTable().DeleteTable().Commit();

        Assert.Equal([0x10, 0xa00, 0xa02, 0x11], Types(batch));
        Assert.Equal(2, batch.Acknowledgements);
    }

    [Fact]
    public void AddMap_Concatenation_HasNftsTypesAndPaddedLengths()
    {
        string hex = Hex(new NftTransaction("t").AddMap(s_map));

        // key: inet_proto . inet_service = 12 << 6 | 13, 8 bytes; data: ipv4_addr . inet_service = 7 << 6 | 13, 8 bytes.
        Assert.Contains("08000400" + "0000030d" + "08000500" + "00000008" + "08000600" + "000001cd" + "08000700" + "00000008", hex, StringComparison.Ordinal);
    }

    [Fact]
    public void AddElements_One_HasKeyAndValue()
    {
        string hex = Hex(new NftTransaction("t").AddElements(s_map, [new NftElement(new byte[] { 6, 0, 0, 0, 0x1f, 0x90, 0, 0 }, new byte[] { 172, 17, 0, 2, 0, 80, 0, 0 })]));

        Assert.Contains(
            "10000180" + "0c000100" + "060000001f900000" // NFTA_SET_ELEM_KEY { NFTA_DATA_VALUE }
            + "10000280" + "0c000100" + "ac11000200500000", // NFTA_SET_ELEM_DATA { NFTA_DATA_VALUE }
            hex,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DeleteElements_One_HasItsKeyOnly()
    {
        string hex = Hex(new NftTransaction("t").DeleteElements(s_map, [new NftElement(new byte[8], new byte[] { 0xaa, 0xbb, 0, 0, 0, 0, 0, 0 })]));

        Assert.DoesNotContain("aabb", hex, StringComparison.Ordinal);
    }

    [Fact]
    public void AddElements_None_IsNoMessage() =>
        Assert.Equal([0x10, 0x11], Types(new NftTransaction("t").AddElements(s_map, []).Commit()));

    [Fact]
    public void AddElements_Thousands_AreSplitOverMessages()
    {
        NftElement[] many = [.. Enumerable.Range(0, 2000).Select(_ => new NftElement(new byte[8], new byte[8]))];

        Assert.Equal([0x10, 0xa0c, 0xa0c, 0xa0c, 0xa0c, 0x11], Types(new NftTransaction("t").AddElements(s_map, many).Commit()));
    }

    [Fact]
    public void AddRule_Prefix_LoadsMasksAndCompares()
    {
        string hex = Hex(new NftTransaction("t").AddRule(s_chain, rule => rule.SourceIn(IPNetwork.Parse("172.17.0.0/16")).Accept()));

        Assert.Contains(Convert.ToHexStringLower("payload\0"u8) + "24000280" + "0800010000000008" + "0800020000000001" + "080003000000000c" + "0800040000000004", hex, StringComparison.Ordinal);
        Assert.Contains("08000100" + "ffff0000", hex, StringComparison.Ordinal);
        Assert.Contains("08000100" + "ac110000", hex, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower("immediate\0"u8), hex, StringComparison.Ordinal);
    }

    [Fact]
    public void AddMap_Ipv6_TakesSixteenBytesAnAddress()
    {
        var map = new NftMap("m", [NftType.Ipv6Address, NftType.InetProtocol, NftType.InetService], [NftType.Ipv6Address, NftType.InetService]);

        Assert.Contains("08000500" + "00000018" + "08000600" + "0000020d" + "08000700" + "00000014", Hex(new NftTransaction("t").AddMap(map)), StringComparison.Ordinal);
    }

    [Fact]
    public void AddMap_WithoutValue_IsASet()
    {
        string hex = Hex(new NftTransaction("t").AddMap(new NftMap("s", [NftType.InetService], [])));

        Assert.Contains("08000300" + "00000000" + "08000400" + "0000000d", hex, StringComparison.Ordinal);
        Assert.DoesNotContain("08000600", hex, StringComparison.Ordinal);
    }

    [Fact]
    public void AddJump_Interface_IsAnElementWithAVerdict()
    {
        var map = new NftVerdictMap("v");
        string hex = Hex(new NftTransaction("t").AddJump(map, "br", new NftChain("x")));

        Assert.Contains(
            "18000180" + "14000100" + "6272" + new string('0', 28) // NFTA_SET_ELEM_KEY { "br" }
            + "18000280" + "14000280" + "08000100" + "fffffffd" + "06000200" + "7800" + "0000", // NFTA_SET_ELEM_DATA { jump x }
            hex,
            StringComparison.Ordinal);
        Assert.Equal([0x10, 0xa0e, 0x11], Types(new NftTransaction("t").DeleteJump(map, "br").Commit()));
    }

    [Fact]
    public void AddChain_WithoutHook_MustNotBeThere()
    {
        var reader = new MessageReader(new NftTransaction("t").AddChain(new NftChain("x")).Commit().Bytes);

        Assert.True(reader.Next() && reader.Next());
        Assert.Equal(NetlinkConstants.NLM_F_EXCL, reader.Header.nlmsg_flags & NetlinkConstants.NLM_F_EXCL);
    }

    [Fact]
    public void Commands_Rule_IsInNftsWords()
    {
        NftTransaction transaction = new NftTransaction("t")
            .AddRule(s_chain, rule => rule.Ipv6().SourceIn(IPNetwork.Parse("fd00::/64")).OutputIsNot("br").SourceNat(IPAddress.Parse("fd01::1")))
            .AddRule(s_chain, rule => rule.Ipv4().ConnectionIsRedirected().Masquerade())
            .AddRule(s_chain, rule => rule.VerdictOfInput(new NftVerdictMap("v")));

        Assert.Equal(
            [
                "add rule inet t c meta nfproto ipv6 ip6 saddr fd00::/64 oifname != \"br\" snat ip6 to fd01::1",
                "add rule inet t c meta nfproto ipv4 ct status dnat masquerade",
                "add rule inet t c iifname vmap @v",
            ],
            transaction.Commands);
    }

    private static string Hex(NftTransaction transaction) => Convert.ToHexStringLower(transaction.Commit().Bytes);

    private static List<int> Types(NetlinkBatch batch)
    {
        List<int> types = [];
        var reader = new MessageReader(batch.Bytes);
        while (reader.Next())
        {
            types.Add(reader.Header.nlmsg_type);
        }

        return types;
    }
}
