using System.Net;
using Berth.Network;
using Berth.Network.Firewall;
using Berth.Network.Networks;
using Xunit;

namespace Berth.Unit.Network.Firewall;

public sealed class BridgeRulesTests
{
    [Fact]
    public void Of_NoOptions_IsDockersDefault() => Assert.Equal(
        new BridgeRules { Interface = "br-1", Ipv4 = new FamilyRules { Subnet = IPNetwork.Parse("172.18.0.0/16") } },
        BridgeRules.Of(Network()));

    [Fact]
    public void Of_Options_AreRead() => Assert.Equal(
        new BridgeRules
        {
            Interface = "br-1",
            InterContainer = false,
            Ipv4 = new FamilyRules { Subnet = IPNetwork.Parse("172.18.0.0/16"), Masquerade = false, SourceAddress = IPAddress.Parse("192.0.2.1") },
            Ipv6 = new FamilyRules { Subnet = IPNetwork.Parse("fd00::/64"), Masquerade = false, Mode = GatewayMode.Routed },
        },
        BridgeRules.Of(Network(
            ("com.docker.network.bridge.enable_icc", "false"),
            ("com.docker.network.bridge.enable_ip_masquerade", "0"),
            ("com.docker.network.host_ipv4", "192.0.2.1"),
            ("com.docker.network.bridge.gateway_mode_ipv6", "routed")) with
        {
            Subnets = [new NetworkSubnet { Subnet = "172.18.0.0/16" }, new NetworkSubnet { Subnet = "fd00::/64" }],
        }));

    [Fact]
    public void Of_Internal_IsInternal() => Assert.True(BridgeRules.Of(Network() with { Internal = true }).Internal);

    [Fact]
    public void Of_UnknownMode_IsRefused() => Assert.Throws<NetworkException>(
        static () => BridgeRules.Of(Network(("com.docker.network.bridge.gateway_mode_ipv4", "natty"))));

    // One that nobody can ask for.
    [Fact]
    public void Of_DefaultBridge_IsKnown() => Assert.True(
        BridgeRules.Of(Network(("com.docker.network.bridge.default_bridge", "true")) with { Name = NetworkRecord.DefaultName }).InterContainer);

    private static NetworkRecord Network(params (string Name, string Value)[] options) => new()
    {
        Id = new string('1', 64),
        Name = "n",
        Driver = NetworkDriver.Bridge,
        Created = DateTimeOffset.UnixEpoch,
        Interface = "br-1",
        Subnets = [new NetworkSubnet { Subnet = "172.18.0.0/16", Gateway = "172.18.0.1" }],
        Options = options.ToDictionary(static option => option.Name, static option => option.Value),
    };
}
