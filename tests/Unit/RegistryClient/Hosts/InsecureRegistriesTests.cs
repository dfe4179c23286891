using System.Net;
using Berth.RegistryClient.Hosts;
using Xunit;

namespace Berth.Unit.RegistryClient.Hosts;

public class InsecureRegistriesTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9:5000", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("reg.example:5000", true)]
    [InlineData("REG.example:5000", true)]
    [InlineData("reg.example", false)]
    [InlineData("reg.example:5001", false)]
    [InlineData("10.200.0.1:5000", true)]
    [InlineData("11.0.0.1:5000", false)]
    [InlineData("[fd00::1]:5000", true)]
    [InlineData("[fd01::1]:5000", false)]
    [InlineData("docker.io", false)]
    public void Contains_Host_IsNamedOrInARange(string host, bool insecure) =>
        Assert.Equal(insecure, InsecureRegistries.Parse(["reg.example:5000", "10.0.0.0/8", "fd00::/16"]).Contains(host));

    [Fact]
    public void Contains_MappedAddress_IsItsIpv4Address() =>
        Assert.True(InsecureRegistries.Default.Contains(IPAddress.Parse("::ffff:127.0.0.1")));

    [Fact]
    public void Parse_Items_AreKeptAsDockerListsThem()
    {
        InsecureRegistries insecure = InsecureRegistries.Parse(["10.1.2.3/8", "https://a.example", "http://b.example:80", "127.0.0.0/8"]);

        Assert.Equal(["a.example", "b.example:80"], insecure.Names);
        Assert.Equal(["10.0.0.0/8", "127.0.0.0/8", "::1/128"], insecure.Ranges);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a.b")]
    [InlineData("a.b/c")]
    [InlineData("a.b:99999")]
    [InlineData("a.b:")]
    [InlineData(":5000")]
    [InlineData("10.0.0.0/99")]
    [InlineData("[::1]x")]
    [InlineData("a b")]
    [InlineData("ftp://x")]
    public void Parse_NoRegistry_IsRefused(string item) => Assert.Throws<FormatException>(() => InsecureRegistries.Parse([item]));
}
