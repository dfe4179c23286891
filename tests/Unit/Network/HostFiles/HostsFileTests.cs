using System.Net;
using Berth.Network.HostFiles;
using Xunit;

namespace Berth.Unit.Network.HostFiles;

public sealed class HostsFileTests
{
    [Fact]
    public void Render_WithEverything_IsDockers() => Assert.Equal(
        """
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::0	ip6-localnet
        ff00::0	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters
        192.0.2.7	other
        172.17.0.2	web.example.org web

        """,
        HostsFile.Render(IPAddress.Parse("172.17.0.2"), "web", "example.org", [("other", "192.0.2.7")]));

    [Fact]
    public void Render_WithoutAddress_HasNoLineOfItsOwn() =>
        Assert.EndsWith("ip6-allrouters\n", HostsFile.Render(null, "web", null, []), StringComparison.Ordinal);
}
