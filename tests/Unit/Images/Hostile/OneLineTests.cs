using Berth.Images;
using Xunit;

namespace Berth.Unit.Images.Hostile;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("open /a b: no such file or directory", "open /a b: no such file or directory")]
    [InlineData("a\nb\r\t\e[31m\0", "a\\nb\\r\\t\\x1b[31m\\x00")]
    [InlineData("péx 你好 🚢", "péx 你好 🚢")]
    [InlineData("gpj.\u202e\u2028", "gpj.\\u202e\\u2028")]
    [InlineData("\u0085\u009b", "\\x85\\x9b")]
    public void Of_Text_IsWhatATerminalMayPrint(string text, string line) => Assert.Equal(line, OneLine.Of(text));

    [Fact]
    public void Of_AStrayByteOfAName_IsItsNumber() => Assert.Equal("a\\xff\\x80", OneLine.Of("a\udcff\udc80"));

    [Fact]
    public void Of_LongText_LosesItsMiddle()
    {
        string line = OneLine.Of("begin" + new string('x', 1 << 20) + "end");

        Assert.InRange(line.Length, 1000, OneLine.MaxLength + 10);
        Assert.StartsWith("begin", line, StringComparison.Ordinal);
        Assert.EndsWith("end", line, StringComparison.Ordinal);
    }

    [Fact]
    public void ImageException_OfAName_IsOneLine() =>
        Assert.Equal("open a\\nb: no such file or directory", ImageException.Invalid("open a\nb: no such file or directory").Message);
}
