using Berth.Dns;
using Berth.Network.HostFiles;
using Xunit;

namespace Berth.Unit.Network.HostFiles;

public sealed class ResolvConfFileTests
{
    private static readonly ResolvConf s_host = ResolvConf.Parse("nameserver 192.0.2.1\nnameserver 127.0.0.1\nsearch lan\n");

    [Fact]
    public void Render_OnAUserNetwork_NamesOurServerAndSaysWhomItAsks() => Assert.Equal(
        """
        nameserver 127.0.0.11
        search lan
        options ndots:0

        # Based on host file: '/etc/resolv.conf' (internal resolver)
        # ExtServers: [host(192.0.2.1) host(127.0.0.1)]
        # Overrides: []
        # Option ndots from: internal

        """,
        Body(new ResolvConfFile { Host = s_host }, ResolvConfKind.Internal));

    [Fact]
    public void Render_OnAUserNetworkWithOwnValues_HasThem() => Assert.Equal(
        """
        nameserver 127.0.0.11
        search a b
        options timeout:2 ndots:3

        # Based on host file: '/etc/resolv.conf' (internal resolver)
        # ExtServers: [1.1.1.1 fd00::1]
        # Overrides: [nameservers search options]
        # Option ndots from: override

        """,
        Body(
            new ResolvConfFile { Host = s_host, Servers = ["1.1.1.1", "fd00::1"], Search = ["a", "b"], Options = ["timeout:2", "ndots:3"] },
            ResolvConfKind.Internal));

    [Fact]
    public void Render_OtherOption_KeepsOursOfDots() => Assert.Contains(
        "options timeout:2 ndots:0\n", Body(new ResolvConfFile { Host = s_host, Options = ["timeout:2"] }, ResolvConfKind.Internal), StringComparison.Ordinal);

    [Theory]
    [InlineData("ndots:x", "options ndots:0\n", "internal")]
    [InlineData("ndots:-1", "options ndots:0\n", "internal")]
    [InlineData("ndots", "options ndots:0\n", "internal")]
    [InlineData("ndots:0", "options ndots:0\n", "override")]
    public void Render_DotsThatAreNoNumber_AreOurs(string option, string line, string from)
    {
        string body = Body(new ResolvConfFile { Host = s_host, Options = [option] }, ResolvConfKind.Internal);

        Assert.Contains(line, body, StringComparison.Ordinal);
        Assert.Contains($"# Option ndots from: {from}\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OnTheDefaultBridge_NamesTheHostsServers() => Assert.Equal(
        """
        nameserver 192.0.2.1

        # Based on host file: '/etc/resolv.conf' (legacy)
        # Overrides: [search]

        """,
        Body(new ResolvConfFile { Host = s_host, Search = ["."] }, ResolvConfKind.Bridge));

    [Fact]
    public void Render_OnTheHostsNetwork_IsTheHosts() => Assert.Equal(
        """
        nameserver 192.0.2.1
        nameserver 127.0.0.1
        search lan

        # Based on host file: '/etc/resolv.conf'
        # Overrides: []

        """,
        Body(new ResolvConfFile { Host = s_host }, ResolvConfKind.Host));

    private static string Body(ResolvConfFile file, ResolvConfKind kind)
    {
        string text = file.Render(kind);
        int end = text.IndexOf("\n\n", StringComparison.Ordinal);
        Assert.All(text[..end].Split('\n'), line => Assert.StartsWith("# ", line, StringComparison.Ordinal));
        return text[(end + 2)..];
    }
}
