using Berth.Network;
using Berth.Network.Networks;
using Xunit;

namespace Berth.Unit.Network.Networks;

/// <summary>The words are those of dockerd 28.5.</summary>
public sealed class SubnetRulesTests
{
    [Theory]
    [InlineData("10.10.1.1/24", "", "", "invalid subnet 10.10.1.1/24: it should be 10.10.1.0/24")]
    [InlineData("zz", "", "", "invalid subnet zz: invalid CIDR block notation")]
    [InlineData("", "", "10.0.0.1", "invalid subnet : invalid CIDR block notation")]
    [InlineData("10.10.1.0/24", "", "10.12.0.1", "invalid gateway 10.12.0.1: parent subnet 10.10.1.0/24 doesn't contain this address")]
    [InlineData("10.10.1.0/24", "", "zz", "invalid gateway zz: invalid address")]
    [InlineData("10.10.1.0/24", "", "fd00::1", "invalid gateway fd00::1: parent subnet is an IPv4 block")]
    [InlineData("10.10.1.0/24", "10.12.0.0/25", "", "invalid ip-range 10.12.0.0/25: parent subnet 10.10.1.0/24 doesn't contain ip-range")]
    [InlineData("10.10.1.0/24", "10.10.0.0/16", "", "invalid ip-range 10.10.0.0/16: CIDR block is bigger than its parent subnet 10.10.1.0/24")]
    [InlineData("10.10.1.0/24", "10.10.1.4/25", "", "invalid ip-range 10.10.1.4/25: it should be 10.10.1.0/25")]
    [InlineData("10.10.1.0/24", "zz", "zz", "* invalid ip-range zz: invalid CIDR block notation\n* invalid gateway zz: invalid address")]
    public void Validate_Wrong_IsSaidInDockersWords(string subnet, string range, string gateway, string expected)
    {
        NetworkException e = Assert.Throws<NetworkException>(() =>
            SubnetRules.Validate([new SubnetRequest(subnet, range, gateway, null)], enableIPv6: true));

        Assert.Equal((NetworkErrorKind.InvalidParameter, $"invalid network config:\n{expected}"), (e.Kind, e.Message));
    }

    [Fact]
    public void Validate_IPv6SubnetOfANetworkWithout_IsNotLookedAt() =>
        SubnetRules.Validate([new SubnetRequest("2001:db8::1/64", null, null, null)], enableIPv6: false);
}
