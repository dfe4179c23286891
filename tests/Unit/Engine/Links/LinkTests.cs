using System.Net;
using Berth.Engine.Configuration;
using Berth.Engine.Containers;
using Berth.Engine.Containers.Links;
using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Networks;
using Xunit;

namespace Berth.Unit.Engine.Links;

public sealed class LinkTests
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("db", "db", "db")]
    [InlineData("db:database", "db", "database")]
    [InlineData("/db:/web/database", "db", "database")]
    public void Parse_Link_GivesTargetAndAlias(string text, string target, string alias) =>
        Assert.Equal(new ContainerLink(target, alias), ContainerLink.Parse(text));

    [Theory]
    [InlineData("", "empty string specified for links")]
    [InlineData("a:b:c", "bad format for links: a:b:c")]
    [InlineData("a:", "bad format for links: a:")]
    [InlineData("a:b c", "bad format for links: a:b c")]
    [InlineData("a:b\n1.2.3.4", "bad format for links: a:b\n1.2.3.4")]
    public void Parse_NoLink_IsRefused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => ContainerLink.Parse(text)).Message);

    [Fact]
    public void Environment_OfALink_IsDockers()
    {
        ContainerRecord other = Record(new ContainerConfig
        {
            Env = ["PW=x", "HOME=/z", "PATH=/bin", "NOVALUE"],
            ExposedPorts = new Dictionary<string, EmptyObject> { ["5433/tcp"] = new(), ["5432/tcp"] = new(), ["53/udp"] = new() },
        });

        IReadOnlyList<string> variables = LinkEnvironment.Of(new LinkedContainer("my-db", other, IPAddress.Parse("172.17.0.3")), "web");

        Assert.Equal(
            [
                "MY_DB_PORT=udp://172.17.0.3:53",
                "MY_DB_PORT_5432_TCP_START=tcp://172.17.0.3:5432",
                "MY_DB_PORT_5432_TCP_PORT_START=5432",
                "MY_DB_PORT_5432_TCP_END=tcp://172.17.0.3:5433",
                "MY_DB_PORT_5432_TCP_PORT_END=5433",
                "MY_DB_PORT_53_UDP=udp://172.17.0.3:53",
                "MY_DB_PORT_53_UDP_ADDR=172.17.0.3",
                "MY_DB_PORT_53_UDP_PORT=53",
                "MY_DB_PORT_53_UDP_PROTO=udp",
                "MY_DB_PORT_5432_TCP=tcp://172.17.0.3:5432",
                "MY_DB_PORT_5432_TCP_ADDR=172.17.0.3",
                "MY_DB_PORT_5432_TCP_PORT=5432",
                "MY_DB_PORT_5432_TCP_PROTO=tcp",
                "MY_DB_PORT_5433_TCP=tcp://172.17.0.3:5433",
                "MY_DB_PORT_5433_TCP_ADDR=172.17.0.3",
                "MY_DB_PORT_5433_TCP_PORT=5433",
                "MY_DB_PORT_5433_TCP_PROTO=tcp",
                "MY_DB_NAME=/web/my-db",
                "MY_DB_ENV_PW=x",
            ],
            variables);
    }

    [Fact]
    public void HostNames_OfALink_AreEachThereOnce()
    {
        Assert.Equal("database 0123456789ab db", new LinkedContainer("database", Record(new ContainerConfig()), IPAddress.Loopback).HostNames);
        Assert.Equal("db own", new LinkedContainer("db", Record(new ContainerConfig { Hostname = "own" }), IPAddress.Loopback).HostNames);
    }

    [Fact]
    public void Names_OfAnEndpoint_AreNameAliasesIdAndHostName()
    {
        ContainerRecord record = Record(new ContainerConfig { Hostname = "host" });

        Assert.Equal(["db", "a", "b", "0123456789ab", "host"], EndpointNames.Of(record, new EndpointSettings { Aliases = ["a", "b", "db"] }));
        Assert.Equal(["db", "0123456789ab"], EndpointNames.Of(Record(new ContainerConfig { Hostname = "0123456789ab" }), null));
    }

    [Theory]
    [InlineData("ndots:1", true)]
    [InlineData("ndots:0", false)]
    [InlineData("ndots:x", false)]
    [InlineData("ndots:-1", false)]
    [InlineData("rotate", false)]
    public void Settings_DotsOption_CountsWhereItIsNotZero(string option, bool has) =>
        Assert.Equal(has, EndpointNames.Settings(new ResolverDefaults { Options = [option] }).HasDotsOption);

    private static ContainerRecord Record(ContainerConfig config) => new()
    {
        Id = Id, Name = "db", Created = default, ImageId = "", Config = config, HostConfig = new HostConfig(), Path = "", Args = [],
    };
}
