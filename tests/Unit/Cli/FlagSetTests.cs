using Berth.Cli.CommandLine;
using Xunit;

namespace Berth.Unit.Cli;

public sealed class FlagSetTests
{
    private readonly SwitchFlag _interactive = new("interactive", 'i', "");
    private readonly SwitchFlag _tty = new("tty", 't', "");
    private readonly SwitchFlag _proxy = new("sig-proxy", null, "", initial: true);
    private readonly TextFlag _name = new("name", 'n', "");
    private readonly NumberFlag _timeout = new("timeout", 'T', "") { HiddenAlias = "time" };
    private readonly ListFlag _publish = new("publish", 'p', "");

    [Theory]
    [InlineData("--name x --interactive", "x", true, false)]
    [InlineData("--name=x -it", "x", true, true)]
    [InlineData("-itnx", "x", true, true)]
    [InlineData("-n=x -i=false -t=true", "x", false, true)]
    [InlineData("-n x --tty=0", "x", false, false)]
    [InlineData("--name= -t", "", false, true)]
    public void Parse_EveryWayToGiveAValue_IsRead(string words, string name, bool interactive, bool tty)
    {
        Assert.Empty(Parse(words));
        Assert.Equal((name, interactive, tty), (_name.Value, _interactive.Value, _tty.Value));
    }

    [Fact]
    public void Parse_RepeatedList_AddsUp()
    {
        Parse("-p80:80 -p 81 --publish=82/udp");

        Assert.Equal(["80:80", "81", "82/udp"], _publish.Values);
    }

    [Fact]
    public void Parse_StopsAtOperand_LeavesTheRestAlone() =>
        Assert.Equal(["image", "-t", "--", "--nope"], Parse("-i image -t -- --nope", stopAtOperand: true));

    [Fact]
    public void Parse_Interspersed_FindsFlagsBehindOperands()
    {
        Assert.Equal(["a", "b", "-", "-t"], Parse("a -i b - -- -t"));
        Assert.True(_interactive.Value);
        Assert.False(_tty.Value);
    }

    [Fact]
    public void Parse_HiddenAlias_SetsTheFlag()
    {
        Parse("--time 5 --sig-proxy=false");

        Assert.Equal(5, _timeout.Given);
        Assert.False(_proxy.Value);
    }

    [Theory]
    [InlineData("--nope", "unknown flag: --nope")]
    [InlineData("-x", "unknown shorthand flag: 'x' in -x")]
    [InlineData("-ixt", "unknown shorthand flag: 'x' in -xt")]
    [InlineData("--name", "flag needs an argument: --name")]
    [InlineData("-in", "flag needs an argument: 'n' in -n")]
    [InlineData("--=x", "bad flag syntax: --=x")]
    [InlineData("--tty=maybe", "invalid argument \"maybe\" for \"-t, --tty\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    [InlineData("-T x", "invalid argument \"x\" for \"-T, --timeout\" flag: strconv.ParseInt: parsing \"x\": invalid syntax")]
    public void Parse_Wrong_SaysWhat(string words, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Parse(words)).Message);

    private List<string> Parse(string words, bool stopAtOperand = false) =>
        new FlagSet([_interactive, _tty, _proxy, _name, _timeout, _publish]).Parse(words.Split(' '), stopAtOperand);
}
