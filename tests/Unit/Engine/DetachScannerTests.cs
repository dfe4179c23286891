using System.Buffers;
using System.Text;
using Berth.Engine.Errors;
using Berth.Engine.Streams;
using Xunit;

namespace Berth.Unit.Engine;

public sealed class DetachScannerTests
{
    [Theory]
    [InlineData("abc", "abc", false)]
    [InlineData("\u0010\u0011", "", true)]
    [InlineData("ab\u0010\u0011cd", "ab", true)]
    [InlineData("a\u0010b", "a\u0010b", false)]
    [InlineData("a\u0010", "a", false)]
    [InlineData("\u0010\u0010\u0011", "\u0010", true)]
    [InlineData("\u0011\u0010", "\u0011", false)]
    public void Scan_Typed_PassesAllButTheKeys(string typed, string passed, bool detached)
    {
        var output = new ArrayBufferWriter<byte>();
        var scanner = new DetachScanner(DetachKeys.Default);

        Assert.Equal(detached, scanner.Scan(Encoding.ASCII.GetBytes(typed), output));
        Assert.Equal(passed, Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Scan_KeysInTwoReads_Detaches()
    {
        var output = new ArrayBufferWriter<byte>();
        var scanner = new DetachScanner(DetachKeys.Default);

        Assert.False(scanner.Scan([16], output));
        Assert.True(scanner.Scan([17], output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Scan_OneKey_Detaches()
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.True(new DetachScanner(DetachKeys.Parse("ctrl-c")).Scan([65, 3], output));
        Assert.Equal([65], output.WrittenSpan.ToArray());
    }

    [Theory]
    [InlineData("ctrl-a,a", new byte[] { 1, 97 })]
    [InlineData("ctrl-[,ctrl-_", new byte[] { 27, 31 })]
    [InlineData("", new byte[] { 16, 17 })]
    public void Parse_Keys_AreTheirCodes(string keys, byte[] codes) => Assert.Equal(codes, DetachKeys.Parse(keys).ToArray());

    [Theory]
    [InlineData("ctrl-")]
    [InlineData("ctrl-1")]
    [InlineData("ab")]
    [InlineData("a,,b")]
    public void Parse_NoKeys_IsRefused(string keys) =>
        Assert.Throws<InvalidParameterException>(() => DetachKeys.Parse(keys));
}
