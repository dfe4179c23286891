using Berth.Network;
using Berth.Network.Networks;
using Xunit;

namespace Berth.Unit.Network.Networks;

public sealed class BridgeOptionsTests
{
    [Theory]
    [InlineData("com.docker.network.bridge.enable_icc", "zz", "failed to parse com.docker.network.bridge.enable_icc value: zz (strconv.ParseBool: parsing \"zz\": invalid syntax)")]
    [InlineData("com.docker.network.driver.mtu", "zz", "failed to parse com.docker.network.driver.mtu value: zz (strconv.Atoi: parsing \"zz\": invalid syntax)")]
    [InlineData("com.docker.network.driver.mtu", "-1", "invalid MTU number: -1")]
    [InlineData("com.docker.network.bridge.host_binding_ipv4", "zz", "failed to parse com.docker.network.bridge.host_binding_ipv4 value: zz (nil ip)")]
    [InlineData("com.docker.network.bridge.gateway_mode_ipv4", "zz", "failed to parse com.docker.network.bridge.gateway_mode_ipv4 value: zz (unknown gateway mode zz)")]
    [InlineData("com.docker.network.bridge.gateway_mode_ipv6", "isolated", "gateway mode 'isolated' can only be used for an internal network")]
    [InlineData("com.docker.network.bridge.name", "averyverylongname", "invalid interface name: averyverylongname")]
    [InlineData("com.docker.network.bridge.name", "../x", "invalid interface name: ../x")]
    [InlineData("unknown", "1", "option unknown of bridge networks is not supported")]
    public void Read_Wrong_IsRefused(string name, string value, string expected) =>
        Assert.Equal(expected, Assert.Throws<NetworkException>(() => BridgeOptions.Read(new Dictionary<string, string> { [name] = value }, isInternal: false)).Message);

    [Fact]
    public void Read_Options_AreAsTheySay()
    {
        var options = BridgeOptions.Read(
            new Dictionary<string, string> { ["com.docker.network.bridge.name"] = "brx", ["com.docker.network.bridge.enable_icc"] = "F", ["com.docker.network.driver.mtu"] = "1400" },
            isInternal: false);

        Assert.Equal(("brx", false, true, 1400), (options.Name, options.InterContainer, options.Masquerade, options.Mtu));
    }
}
