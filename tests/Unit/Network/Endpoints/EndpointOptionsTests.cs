using Berth.Network;
using Berth.Network.Endpoints;
using Xunit;

namespace Berth.Unit.Network.Endpoints;

public sealed class EndpointOptionsTests
{
    [Fact]
    public void Read_Sysctls_AreOfTheInterface()
    {
        var options = EndpointOptions.Read(new Dictionary<string, string>
        {
            ["com.docker.network.endpoint.ifname"] = "foo0",
            ["com.docker.network.endpoint.sysctls"] = "net.ipv4.conf.IFNAME.log_martians=1,net.ipv6.conf.IFNAME.accept_ra=2",
        });

        Assert.Equal("foo0", options.Interface);
        Assert.Equal([("ipv4/conf/foo0/log_martians", "1"), ("ipv6/conf/foo0/accept_ra", "2")], options.SysctlsOf("foo0"));
    }

    [Theory]
    [InlineData("com.docker.network.endpoint.sysctls", "net.ipv4.conf.eth0.log_martians=1")]
    [InlineData("com.docker.network.endpoint.sysctls", "net.ipv4.conf/../../../x.IFNAME.y=1")]
    [InlineData("com.docker.network.endpoint.sysctls", "kernel.x.conf.IFNAME.y=1")]
    [InlineData("com.docker.network.endpoint.ifname", "lo")]
    [InlineData("com.docker.network.endpoint.ifname", "../x")]
    [InlineData("foo", "bar")]
    public void Read_Wrong_IsRefused(string name, string value) =>
        Assert.Throws<NetworkException>(() => EndpointOptions.Read(new Dictionary<string, string> { [name] = value }));
}
