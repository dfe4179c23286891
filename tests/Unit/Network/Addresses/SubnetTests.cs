using Berth.Network;
using Berth.Network.Addresses;
using Xunit;

namespace Berth.Unit.Network.Addresses;

public sealed class SubnetTests
{
    [Fact]
    public void TryParse_AddressInSubnet_KeepsBoth()
    {
        Assert.True(Subnet.TryParse("192.168.5.1/24", out Subnet subnet, out uint address));
        Assert.Equal("192.168.5.0/24", subnet.ToString());
        Assert.Equal(0xc0a80501, address);
        Assert.Equal(0xc0a805ff, subnet.Last);
    }

    [Theory]
    [InlineData("192.168.5.1")]
    [InlineData("192.168.5/24")]
    [InlineData("192.168.5.1/33")]
    [InlineData("192.168.5.1/-1")]
    [InlineData("192.168.5.1/ 8")]
    [InlineData("fd00::1/64")]
    [InlineData("/24")]
    [InlineData("")]
    public void TryParse_Malformed_IsFalse(string text) => Assert.False(Subnet.TryParse(text, out _, out _));

    [Theory]
    [InlineData("10.0.0.0/8", "10.200.0.0/16", true)]
    [InlineData("10.200.0.0/16", "10.0.0.0/8", true)]
    [InlineData("172.17.0.0/16", "172.18.0.0/16", false)]
    [InlineData("0.0.0.0/0", "172.18.0.0/16", true)]
    [InlineData("172.17.0.1/32", "172.17.0.0/16", true)]
    public void Overlaps_TwoSubnets(string one, string other, bool expected) =>
        Assert.Equal(expected, Subnet.Parse(one).Overlaps(Subnet.Parse(other)));

    [Fact]
    public void Defaults_InOrder_AreDockersThenThousands()
    {
        List<IpPrefix> all = [];
        while (all.Count < 15 + 16 + 16384)
        {
            all.Add(all.Count < 32 ? SubnetChoice.FirstFree(AddressPool.Defaults, all) : new IpPrefix(all[^1].Family, all[^1].Last + 1, 24));
        }

        Assert.Equal("172.17.0.0/16", all[0].ToString());
        Assert.Equal("172.31.0.0/16", all[14].ToString());
        Assert.Equal("192.168.0.0/20", all[15].ToString());
        Assert.Equal("10.64.0.0/24", all[31].ToString());
        Assert.Equal("10.127.255.0/24", all[^1].ToString());
        Assert.Throws<NetworkException>(() => SubnetChoice.FirstFree(AddressPool.Defaults, all));
    }

    [Fact]
    public void FirstFree_Thousands_OverlapNeitherEachOtherNorTheHost()
    {
        IpPrefix[] host = [.. ((string[])["172.20.0.0/14", "192.168.1.0/24", "10.64.3.0/24", "10.64.10.64/26", "10.65.0.0/16", "10.66.0.1/32"]).Select(IpPrefix.Parse)];
        List<IpPrefix> used = [.. host];
        for (int i = 0; i < 2000; i++)
        {
            used.Add(SubnetChoice.FirstFree(AddressPool.Defaults, used));
        }

        IpPrefix[] sorted = [.. used.OrderBy(static prefix => prefix.First)];
        Assert.All(sorted.Zip(sorted.Skip(1)), static pair => Assert.False(pair.First.Overlaps(pair.Second)));
    }

    [Fact]
    public void FirstFree_HostUsesSome_SkipsThem()
    {
        IpPrefix[] used = [IpPrefix.Parse("192.0.2.0/24"), IpPrefix.Parse("172.18.0.0/15"), IpPrefix.Parse("172.17.0.1/32")];

        Assert.Equal("172.20.0.0/16", SubnetChoice.FirstFree(AddressPool.Defaults, used).ToString());
    }

    [Fact]
    public void FirstFree_AllUsed_SaysSo()
    {
        NetworkException e = Assert.Throws<NetworkException>(() => SubnetChoice.FirstFree(AddressPool.Defaults, [IpPrefix.Parse("0.0.0.0/0")]));
        Assert.Contains("non-overlapping IPv4 address pool", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MacAddress_FromAddress_IsDockers() =>
        Assert.Equal("02:42:ac:11:00:02", MacAddress.Format(MacAddress.FromAddress(0xac110002)));

    [Theory]
    [InlineData("02:42:ac:11:00:02", true)]
    [InlineData("02-42-AC-11-00-02", true)]
    [InlineData("01:00:5e:00:00:01", false)] // multicast
    [InlineData("02:42:ac:11:00", false)]
    [InlineData("02:42:ac:11:00:zz", false)]
    [InlineData("2:42:ac:11:0:2", false)]
    public void MacAddress_TryParse(string text, bool expected) => Assert.Equal(expected, MacAddress.TryParse(text, out _));
}
