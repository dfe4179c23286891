using Berth.Engine.Configuration;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Engine.Configuration;

public partial class DaemonOptionsTests
{
    [Fact]
    public void Load_Resolver_IsReadOfFlagsAndFile()
    {
        ResolverDefaults flags = Load(["--dns=192.0.2.1", "--dns", "fd00::0:1", "--dns-search=a.example.", "--dns-search", "b", "--dns-opt=ndots:2"], null).Resolver;
        ResolverDefaults file = Load([], """{"dns":["192.0.2.1"],"dns-search":["."],"dns-opts":["rotate","timeout:1"]}""").Resolver;

        Assert.Equal(["192.0.2.1", "fd00::1"], flags.Servers);
        Assert.Equal(["a.example", "b"], flags.Search);
        Assert.Equal(["ndots:2"], flags.Options);
        Assert.Equal(["192.0.2.1"], file.Servers);
        Assert.Equal(["."], file.Search);
        Assert.Equal(["rotate", "timeout:1"], file.Options);
    }

    [Theory]
    [InlineData("--dns=name", "dns: invalid IP address: name")]
    [InlineData("--dns=1", "dns: invalid IP address: 1")]
    [InlineData("--dns=fe80::1%eth0", "dns: invalid IP address: fe80::1%eth0")]
    [InlineData("--dns=", "dns: invalid IP address: ")]
    [InlineData("--dns-search=a b", "dns-search: a b is not a valid domain")]
    [InlineData("--dns-search=-x.com", "dns-search: -x.com is not a valid domain")]
    [InlineData("--dns-search=a_b.com", "dns-search: a_b.com is not a valid domain")]
    [InlineData("--dns-search=a..b", "dns-search: a..b is not a valid domain")]
    [InlineData("--dns-search=", "dns-search:  is not a valid domain")]
    [InlineData("--dns-opt=a b", "dns-opts: \"a b\" is not an option of resolv.conf(5)")]
    [InlineData("--dns-opt=a\nnameserver 1.2.3.4", "dns-opts: \"a\nnameserver 1.2.3.4\" is not an option of resolv.conf(5)")]
    public void Load_BadResolver_SaysWhich(string flag, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Load([flag], null)).Message);

    [Fact]
    public void Resolver_OfAContainer_ReplacesPartByPart()
    {
        var defaults = new ResolverDefaults { Servers = ["192.0.2.1"], Search = ["a"], Options = ["rotate"] };

        ResolverDefaults own = defaults.With(new HostConfig { Dns = ["192.0.2.2"], DnsSearch = [], DnsOptions = ["ndots:1"] });

        Assert.Equal(["192.0.2.2"], own.Servers);
        Assert.Equal(["a"], own.Search);
        Assert.Equal(["ndots:1"], own.Options);
    }
}
