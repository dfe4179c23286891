using System.Net;
using Berth.Network.HostFiles;
using Xunit;

namespace Berth.Unit.Network.HostFiles;

public sealed class HostsFileTests
{
    private static readonly IPAddress s_first = IPAddress.Parse("172.17.0.2");
    private static readonly IPAddress s_second = IPAddress.Parse("172.18.0.5");
    private static readonly IPAddress s_six = IPAddress.Parse("fd00::5");

    [Fact]
    public void Render_WithEverything_IsDockers() => Assert.Equal(
        """
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::	ip6-localnet
        ff00::	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters
        192.0.2.7	other
        172.17.0.2	web.example.org web

        """,
        HostsFile.Render([s_first], "web", "example.org", [("other", "192.0.2.7")]));

    [Fact]
    public void Render_WithoutAddress_HasNoLineOfItsOwn() =>
        Assert.EndsWith("ip6-allrouters\n", HostsFile.Render([], "web", null, []), StringComparison.Ordinal);

    [Fact]
    public void Render_SeveralAddresses_HaveALineEach() => Assert.EndsWith(
        "ip6-allrouters\n172.18.0.5\tweb\nfd00::5\tweb\n", HostsFile.Render([s_second, s_six], "web", null, []), StringComparison.Ordinal);

    [Theory]
    [InlineData("a.b.c", null, "a.b.c a")]
    [InlineData("a", "b.c", "a.b.c a")]
    [InlineData("a.b", "c", "a.b.c a")]
    [InlineData("a", "", "a")]
    public void Render_FullName_ComesBeforeItsFirstPart(string host, string? domain, string names) =>
        Assert.EndsWith($"172.17.0.2\t{names}\n", HostsFile.Render([s_first], host, domain, []), StringComparison.Ordinal);

    [Fact]
    public void Replace_NewNetwork_AddsItsLinesBehindWhatTheContainerWrote()
    {
        string content = HostsFile.Render([s_first], "web", null, []) + "10.0.0.1 mine\n";

        Assert.Equal(content + "172.18.0.5\tweb\nfd00::5\tweb\n", HostsFile.Replace(content, [s_first], [s_first, s_second, s_six], "web", null));
    }

    [Fact]
    public void Replace_NetworkLeft_TakesItsLinesAway()
    {
        string content = HostsFile.Render([s_first, s_second], "web", null, []) + "172.18.0.5 mine\n";

        string changed = HostsFile.Replace(content, [s_first, s_second], [s_first], "web", null);

        Assert.Equal(content.Replace("172.18.0.5\tweb\n", "", StringComparison.Ordinal), changed);
    }

    [Fact]
    public void Replace_LastLineWithoutItsEnd_GetsOne() =>
        Assert.Equal("1.2.3.4 x\n172.17.0.2\tweb\n", HostsFile.Replace("1.2.3.4 x", [], [s_first], "web", null));

    [Fact]
    public void Move_LineOfALink_GetsTheNewAddress() => Assert.Equal(
        "127.0.0.1\tlocalhost\n172.18.0.5\tdb id own\n1.2.3.4\tdb\n",
        HostsFile.Move("127.0.0.1\tlocalhost\n172.17.0.2\tdb id own\n1.2.3.4\tdb\n", "db id own", s_second));

    [Fact]
    public void Replace_EmptyFile_HasTheNewLinesOnly() => Assert.Equal("172.17.0.2\tweb\n", HostsFile.Replace("", [], [s_first], "web", null));
}
