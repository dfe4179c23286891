using Berth.Dns;
using Xunit;

namespace Berth.Unit.Dns;

public sealed class ResolvConfTests
{
    [Fact]
    public void Parse_CommentsUnknownAndMalformed_AreLeftOut()
    {
        ResolvConf conf = ResolvConf.Parse("# c\n; d\nnameserver 192.0.2.1\nnameserver nonsense\nsortlist 1\n search a  b\nsearch c d\noptions ndots:2\toptions2\nnameserver\n");

        Assert.Equal("nameserver 192.0.2.1\nsearch c d\noptions ndots:2 options2\n", conf.Render());
    }

    [Fact]
    public void ForBridge_HostsServers_LoseLoopbackAndIPv6()
    {
        ResolvConf host = ResolvConf.Parse("nameserver 127.0.0.1\nnameserver ::1\nnameserver 2001:db8::1\nnameserver 192.0.2.1\nsearch lan\n");

        Assert.Equal("nameserver 192.0.2.1\nsearch lan\n", host.ForBridge([], [], []).Render());
    }

    [Fact]
    public void ForBridge_NoServerLeft_AreDockersFallback() =>
        Assert.Equal("nameserver 8.8.8.8\nnameserver 8.8.4.4\n", ResolvConf.Parse("nameserver 127.0.0.1\n").ForBridge([], [], []).Render());

    [Fact]
    public void ForBridge_OwnValues_ReplaceTheHostsOfTheirKind()
    {
        ResolvConf host = ResolvConf.Parse("nameserver 192.0.2.1\nsearch lan\noptions ndots:2\n");

        Assert.Equal("nameserver 127.0.0.1\nsearch lan\noptions ndots:2\n", host.ForBridge(["127.0.0.1"], [], []).Render());
        Assert.Equal("nameserver 192.0.2.1\nsearch x y\noptions ndots:2\n", host.ForBridge([], ["x", "y"], []).Render());
        Assert.Equal("nameserver 192.0.2.1\noptions timeout:1\n", host.ForBridge([], ["."], ["timeout:1"]).Render());
    }

    [Fact]
    public void ForHost_LoopbackServers_Stay() =>
        Assert.Equal("nameserver 127.0.0.53\n", ResolvConf.Parse("nameserver 127.0.0.53\n").ForHost([], [], []).Render());

    [Fact]
    public void ReadHost_SystemdStub_ReadsTheFileBehindIt()
    {
        ResolvConf host = ResolvConf.ReadHost(path => path switch
        {
            ResolvConf.HostPath => "nameserver 127.0.0.53\noptions edns0\n",
            ResolvConf.SystemdResolvedPath => "nameserver 192.0.2.53\n",
            _ => null,
        });

        Assert.Equal(["192.0.2.53"], host.Nameservers);
    }

    [Fact]
    public void ReadHost_NoFile_IsEmpty() => Assert.Empty(ResolvConf.ReadHost(_ => null).Nameservers);
}
