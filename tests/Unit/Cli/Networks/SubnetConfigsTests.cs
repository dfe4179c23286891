using Berth.Cli.Networks;
using Xunit;

namespace Berth.Unit.Cli.Networks;

public sealed class SubnetConfigsTests
{
    [Fact]
    public void Of_TwoFamilies_PutsEachWhereItBelongs()
    {
        var configs = SubnetConfigs.Of(
            ["10.1.0.0/24", "fd00::/64"], ["10.1.0.128/25"], ["fd00::1", "10.1.0.1"], new Dictionary<string, string> { ["a"] = "10.1.0.9", ["b"] = "fd00::9" });

        Assert.Equal(("10.1.0.0/24", "10.1.0.128/25", "10.1.0.1"), (configs[0].Subnet, configs[0].IPRange, configs[0].Gateway));
        Assert.Equal(("fd00::/64", null, "fd00::1"), (configs[1].Subnet, configs[1].IPRange, configs[1].Gateway));
        Assert.Equal(("10.1.0.9", "fd00::9"), (configs[0].AuxiliaryAddresses!["a"], configs[1].AuxiliaryAddresses!["b"]));
    }

    [Fact]
    public void Of_OneSubnetAlone_IsLeftToTheDaemon() => Assert.Equal("nonsense", Assert.Single(Of("nonsense", "", "", "")).Subnet);

    [Theory]
    [InlineData("10.1.0.0/24 10.1.0.128/25", "", "", "", "multiple overlapping subnet configuration is not supported")]
    [InlineData("10.1.0.0/24 10.0.0.0/8", "", "", "", "multiple overlapping subnet configuration is not supported")]
    [InlineData("x y", "", "", "", "invalid subnet: invalid CIDR address: y")]
    [InlineData("", "10.1.0.0/25", "", "", "every ip-range or gateway must have a corresponding subnet")]
    [InlineData("", "", "10.1.0.1", "", "every ip-range or gateway must have a corresponding subnet")]
    [InlineData("10.1.0.0/24", "10.2.0.0/25", "", "", "no matching subnet for range 10.2.0.0/25")]
    [InlineData("10.1.0.0/24", "10.1.0.0/33", "", "", "invalid CIDR address: 10.1.0.0/33")]
    [InlineData("10.1.0.0/24", "", "10.2.0.1", "", "no matching subnet for gateway 10.2.0.1")]
    [InlineData("10.1.0.0/24", "", "fd00::1", "", "no matching subnet for gateway fd00::1")]
    [InlineData("10.1.0.0/24", "", "", "10.1.1.1", "no matching subnet for aux-address 10.1.1.1")]
    [InlineData("10.1.0.0/24 10.2.0.0/24", "10.1.0.0/25 10.1.0.128/25", "", "", "cannot configure multiple ranges (10.1.0.128/25, 10.1.0.0/25) on the same subnet (10.1.0.0/24)")]
    [InlineData("10.1.0.0/24 10.2.0.0/24", "", "10.1.0.1 10.1.0.2", "", "cannot configure multiple gateways (10.1.0.2, 10.1.0.1) for the same subnet (10.1.0.0/24)")]
    public void Of_Wrong_SaysWhatAsDockerDoes(string subnets, string ranges, string gateways, string auxiliary, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Of(subnets, ranges, gateways, auxiliary)).Message);

    private static List<Berth.EngineApi.Networks.IpamConfig> Of(string subnets, string ranges, string gateways, string auxiliary) =>
        SubnetConfigs.Of(Words(subnets), Words(ranges), Words(gateways), Words(auxiliary).ToDictionary(word => word));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
