using Berth.Network;
using Berth.Network.Networks;
using Xunit;

namespace Berth.Unit.Network.Networks;

public sealed class VlanNameTests
{
    [Fact]
    public void Parse_Subinterface_IsItsParentAndNumber() => Assert.Equal(new VlanName("eth0", 4094), VlanName.Parse("eth0.4094"));

    [Theory]
    [InlineData("eth0", "invalid subinterface vlan name eth0, example formatting is eth0.10")]
    [InlineData("eth0.1.2", "required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10, instead received eth0.1.2")]
    [InlineData("eth0.x", "unable to parse a valid vlan id from: x (ex. eth0.10 for vlan 10)")]
    [InlineData("eth0.0", "vlan id must be between 1-4094, received: 0")]
    [InlineData("eth0.4095", "vlan id must be between 1-4094, received: 4095")]
    [InlineData("eth0.-1", "vlan id must be between 1-4094, received: -1")]
    public void Parse_Wrong_IsRefused(string name, string expected) =>
        Assert.Equal(expected, Assert.Throws<NetworkException>(() => VlanName.Parse(name)).Message);
}
