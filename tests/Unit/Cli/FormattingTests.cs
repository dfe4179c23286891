using Berth.Cli.Containers;
using Berth.Cli.Formatting;
using Berth.EngineApi.Containers;
using Xunit;

namespace Berth.Unit.Cli;

public sealed class FormattingTests
{
    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(1_982_389, "1.98MB")]
    [InlineData(637_123_456, "637MB")]
    [InlineData(2_708_000_000, "2.71GB")]
    public void HumanSize_Decimal_HasThreeDigits(long bytes, string text) => Assert.Equal(text, HumanSize.Decimal(bytes));

    [Theory]
    [InlineData(536_870_912, "512MiB")]
    [InlineData(25_275_883_520, "23.54GiB")]
    public void HumanSize_Binary_HasFourDigits(long bytes, string text) => Assert.Equal(text, HumanSize.Binary(bytes));

    [Theory]
    [InlineData("512m", 536_870_912)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("64", 64)]
    [InlineData("1kb", 1024)]
    [InlineData("2 G", 2_147_483_648)]
    [InlineData("7b", 7)]
    public void HumanSize_ParseBytes_IsBinary(string text, long bytes) => Assert.Equal(bytes, HumanSize.ParseBytes(text));

    [Theory]
    [InlineData("1x", "invalid suffix: 'x'")]
    [InlineData("x", "invalid size: 'x'")]
    [InlineData("", "invalid size: ''")]
    [InlineData("-1", "invalid size: '-1'")]
    public void HumanSize_ParseBytesWrong_SaysWhat(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => HumanSize.ParseBytes(text)).Message);

    [Theory]
    [InlineData(0.5, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(150, "2 minutes")]
    [InlineData(3600, "About an hour")]
    [InlineData(47 * 3600, "47 hours")]
    [InlineData(50 * 3600, "2 days")]
    [InlineData(15 * 86400, "2 weeks")]
    [InlineData(70 * 86400, "2 months")]
    [InlineData(800 * 86400, "2 years")]
    public void HumanDuration_Of_IsOneUnit(double seconds, string text) => Assert.Equal(text, HumanDuration.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("250ms", 250_000_000)]
    [InlineData("1.5s", 1_500_000_000)]
    [InlineData("0", 0)]
    public void HumanDuration_Parse_IsNanoseconds(string text, long nanoseconds) => Assert.Equal(nanoseconds, HumanDuration.ParseNanoseconds(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("x")]
    [InlineData("5y")]
    public void HumanDuration_ParseWrong_Throws(string text) => Assert.Throws<FormatException>(() => HumanDuration.ParseNanoseconds(text));

    [Fact]
    public void Table_Align_PadsByTheWidestCell() =>
        Assert.Equal(
            "CONTAINER ID   IMAGE     NAMES\n6bf86ed87744   busybox   web\nx              é         \n",
            Table.Align("CONTAINER ID\tIMAGE\tNAMES\n6bf86ed87744\tbusybox\tweb\nx\té\t\n"));

    [Fact]
    public void Table_AlignColumnThatALineLacks_BeginsAnewBelowIt() =>
        Assert.Equal(
            "a very long cell   x\nshort\nb            y\n镜像镜像镜   z\n",
            Table.Align("a very long cell\tx\nshort\nb\ty\n镜像镜像镜\tz\n"));

    [Theory]
    [InlineData("sleep 1000", 20, "sleep 1000")]
    [InlineData("/bin/sh -c 'a very long command'", 20, "/bin/sh -c 'a very …")]
    public void Ellipsis_Cut_KeepsTheWidth(string text, int width, string cut) => Assert.Equal(cut, Ellipsis.Cut(text, width));

    [Fact]
    public void PortText_Of_JoinsRunsOfPorts()
    {
        Port[] ports =
        [
            Mapped("0.0.0.0", 8080, 80), Mapped("::", 8080, 80), Mapped("0.0.0.0", 9000, 9000), Mapped("0.0.0.0", 9001, 9001),
            new() { PrivatePort = 443, Type = "tcp" }, new() { PrivatePort = 53, Type = "udp" },
        ];

        Assert.Equal(
            "53/udp, 443/tcp, 0.0.0.0:9000-9001->9000-9001/tcp, 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp",
            PortText.Of(ports));
    }

    private static Port Mapped(string ip, int host, int container) => new() { IP = ip, PublicPort = host, PrivatePort = container, Type = "tcp" };
}
