using Berth.Engine.Errors;
using Berth.Engine.Volumes;
using Berth.Linux;
using Xunit;

namespace Berth.Unit.Engine.Volumes;

public sealed class LocalOptionsTests
{
    [Fact]
    public void Parse_OptionsOfAMount_AreTakenApart()
    {
        LocalOptions options = Parse("type=nfs", "device=:/export", "o=addr=192.0.2.1,rw");

        Assert.Equal(new LocalOptions("nfs", ":/export", "addr=192.0.2.1,rw", 0), options);
        Assert.True(options.NeedsMount);
        Assert.False(Parse("size=10m").NeedsMount);
        Assert.Equal(10 << 20, Parse("size=10m").Size);
    }

    [Theory]
    [InlineData("invalid option: \"foo\"", "foo=bar")]
    [InlineData("missing required option: \"device\"", "type=tmpfs")]
    [InlineData("missing required option: \"type\"", "device=tmpfs")]
    [InlineData("missing required option: \"device\"", "o=ro")]
    [InlineData("invalid size: 'x'", "size=x")]
    [InlineData("invalid option: a value contains a NUL character", "type=tmpfs", "device=a\0b")]
    public void Parse_WrongOptions_AreRefusedInDockersWords(string message, params string[] options) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => Parse(options)).Message);

    [Fact]
    public void ParseFlags_WordsOfMount_AreSortedByWhatTakesThem()
    {
        Assert.Equal((MountFlags.Bind | MountFlags.ReadOnly, 0UL, ""), MountFlags.Parse("bind,rw,ro"));
        Assert.Equal((0UL, MountFlags.Slave | MountFlags.Recursive, "size=1m,uid=3"), MountFlags.Parse("size=1m,ro,uid=3,rw,rslave"));
    }

    private static LocalOptions Parse(params string[] pairs) =>
        LocalOptions.Parse(pairs.ToDictionary(static p => p[..p.IndexOf('=', StringComparison.Ordinal)], static p => p[(p.IndexOf('=', StringComparison.Ordinal) + 1)..]));
}
