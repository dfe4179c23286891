using Berth.Engine.Errors;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.Network.Ports;
using Xunit;

namespace Berth.Unit.Engine.Specs;

public class PortTests
{
    [Theory]
    [InlineData("80", 80, TransportProtocol.Tcp)]
    [InlineData("80/tcp", 80, TransportProtocol.Tcp)]
    [InlineData("53/UDP", 53, TransportProtocol.Udp)]
    [InlineData("65535/sctp", 65535, TransportProtocol.Sctp)]
    public void Parse_Valid_GivesPortAndProtocol(string text, int port, TransportProtocol protocol) =>
        Assert.Equal(new PortSpec((ushort)port, protocol), PortSpec.Parse(text));

    [Theory]
    [InlineData("foo", "invalid port specification: \"foo\"")]
    [InlineData("0", "invalid port specification: \"0\"")]
    [InlineData("65536/tcp", "invalid port specification: \"65536/tcp\"")]
    [InlineData("-1", "invalid port specification: \"-1\"")]
    [InlineData("80/foo", "invalid proto: foo")]
    public void Parse_Invalid_SaysSo(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => PortSpec.Parse(text)).Message);

    [Fact]
    public void Of_BindingsOfEveryForm_AreOrderedAndComplete()
    {
        var host = new HostConfig
        {
            NetworkMode = "bridge",
            PublishAllPorts = true,
            PortBindings = new Dictionary<string, IReadOnlyList<Berth.EngineApi.Containers.PortBinding>?>
            {
                ["53/udp"] = [new() { HostPort = "5353" }],
                ["80/tcp"] = [new() { HostIp = "127.0.0.1", HostPort = "8080-8090" }, new()],
                ["90/tcp"] = null,
            },
        };
        var config = new ContainerConfig { ExposedPorts = Set("80/tcp", "443/tcp") };

        Assert.Equal(
            ["80/Tcp 127.0.0.1:8080-8090", "80/Tcp :0-0", "443/Tcp :0-0", "53/Udp :5353-5353"],
            PublishedPorts.Of(config, host).Select(p => $"{p.ContainerPort}/{p.Protocol} {p.HostIP}:{p.HostPort}-{p.HostPortEnd}"));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("none")]
    [InlineData("container:x")]
    public void Of_NoNetworkOfItsOwn_PublishesNothing(string mode) =>
        Assert.Empty(PublishedPorts.Of(new ContainerConfig { ExposedPorts = Set("80") }, new HostConfig { NetworkMode = mode, PublishAllPorts = true }));

    private static Dictionary<string, Berth.EngineApi.EmptyObject> Set(params string[] keys) =>
        keys.ToDictionary(k => k, _ => Berth.EngineApi.EmptyObject.Instance);
}
