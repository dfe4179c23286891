using System.Text;
using Berth.Cli.Terminal;
using Xunit;

namespace Berth.Unit.Cli;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData("ab", "ab", false)]
    [InlineData("ab\u0010\u0011cd", "ab", true)]
    [InlineData("a\u0010b", "a\u0010b", false)]
    [InlineData("\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("\u0010", "", false)]
    public void Filter_DefaultKeys_FindsTheSequence(string input, string passed, bool detached)
    {
        var keys = DetachKeys.Parse(DetachKeys.Default);

        Assert.Equal((passed, detached), Filter(keys, input));
    }

    [Fact]
    public void Filter_SequenceInTwoReads_IsFound()
    {
        var keys = DetachKeys.Parse("ctrl-a,x");

        Assert.Equal(("", false), Filter(keys, "\u0001"));
        Assert.Equal(("", true), Filter(keys, "x"));
    }

    [Theory]
    [InlineData("ctrl-!")]
    [InlineData("ab")]
    [InlineData("")]
    public void Parse_UnknownKey_Throws(string text) => Assert.Throws<FormatException>(() => DetachKeys.Parse(text));

    private static (string Passed, bool Detached) Filter(DetachKeys keys, string input)
    {
        var bytes = Encoding.ASCII.GetBytes(input);
        var output = new byte[bytes.Length + keys.HeldBack];
        var detached = keys.Filter(bytes, output, out var length);
        return (Encoding.ASCII.GetString(output, 0, length), detached);
    }
}
