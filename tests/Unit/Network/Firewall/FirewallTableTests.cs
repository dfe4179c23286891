using Berth.Linux.Netlink;
using Berth.Linux.Nftables;
using Berth.Network.Addresses;
using Berth.Network.Firewall;
using Berth.Network.Ports;
using Xunit;

namespace Berth.Unit.Network.Firewall;

public sealed class FirewallTableTests
{
    private static readonly FirewallTable s_table = new("berth", "berth0", Subnet.Parse("172.17.0.0/16"));
    private static readonly PortMapping s_any = new(TransportProtocol.Tcp, 0, 8080, 0xac110002, 80);
    private static readonly PortMapping s_one = new(TransportProtocol.Udp, 0x7f000001, 5353, 0xac110002, 53);

    [Fact]
    public void Publish_OnAllAddresses_GoesToTheMapWithoutAddress()
    {
        string hex = Hex(s_table.Publish([s_any]));

        Assert.Contains(Text("published_any"), hex, StringComparison.Ordinal);
        Assert.DoesNotContain(Text("published"), hex, StringComparison.Ordinal);
        Assert.Contains("0c000100" + "06000000" + "1f900000", hex, StringComparison.Ordinal);
        Assert.Contains("0c000100" + "ac110002" + "00500000", hex, StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_OnOneAddress_HasItInTheKey()
    {
        string hex = Hex(s_table.Publish([s_one]));

        Assert.Contains("10000100" + "7f000001" + "11000000" + "14e90000", hex, StringComparison.Ordinal);
        Assert.DoesNotContain(Text("published_any"), hex, StringComparison.Ordinal);
    }

    [Fact]
    public void PublishAndWithdraw_AreElementsOnly()
    {
        Assert.Equal([0x10, 0xa0c, 0xa0c, 0x11], Types(s_table.Publish([s_any, s_one])));
        Assert.Equal([0x10, 0xa0e, 0xa0e, 0x11], Types(s_table.Withdraw([s_any, s_one])));
    }

    [Fact]
    public void Install_WithMappings_IsOneTransactionThatReplacesTheTable()
    {
        List<int> types = Types(s_table.Install([s_any]));

        Assert.Equal([0x10, 0xa00, 0xa02, 0xa00], types[..4]);
        Assert.Equal(5, types.Count(type => type == 0xa03)); // chains
        Assert.Equal(2, types.Count(type => type == 0xa09)); // maps
        Assert.Equal(13, types.Count(type => type == 0xa06)); // rules
        Assert.Equal([0xa0c, 0x11], types[^2..]);
    }

    private static string Text(string text) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text + "\0"));

    private static string Hex(NftTransaction transaction) => Convert.ToHexStringLower(transaction.Commit().Bytes);

    private static List<int> Types(NftTransaction transaction)
    {
        List<int> types = [];
        var reader = new MessageReader(transaction.Commit().Bytes);
        while (reader.Next())
        {
            types.Add(reader.Header.nlmsg_type);
        }

        return types;
    }
}
