using Berth.Linux.Netlink;
using Berth.Linux.Nftables;
using Xunit;

namespace Berth.Unit.Linux.Nftables;

public sealed class NftTransactionTests
{
    private static readonly NftMap s_map = new("m", [NftType.InetProtocol, NftType.InetService], [NftType.Ipv4Address, NftType.InetService]);
    private static readonly NftChain s_chain = new("c", "nat", NftHook.Postrouting, 100);

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
        string hex = Hex(new NftTransaction("t").AddRule(s_chain, rule => rule.SourceIn(0xac110000, 16).Accept()));

        Assert.Contains(Convert.ToHexStringLower("payload\0"u8) + "24000280" + "0800010000000008" + "0800020000000001" + "080003000000000c" + "0800040000000004", hex, StringComparison.Ordinal);
        Assert.Contains("08000100" + "ffff0000", hex, StringComparison.Ordinal);
        Assert.Contains("08000100" + "ac110000", hex, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower("immediate\0"u8), hex, StringComparison.Ordinal);
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
