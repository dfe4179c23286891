using Berth.Linux;
using CsCheck;
using Xunit;

namespace Berth.Unit.Linux;

public sealed class PathEncodingTests
{
    [Fact]
    public void Decode_AnyBytes_ComeBackTheSame() =>
        Gen.Byte.Array[0, 40].Sample(bytes => PathEncoding.Encode(PathEncoding.Decode(bytes)).AsSpan().SequenceEqual(bytes));

    [Fact]
    public void Decode_Utf8_IsItsText() => Assert.Equal("naïve/文件/😀", PathEncoding.Decode("naïve/文件/😀"u8));

    [Fact]
    public void Decode_Latin1_KeepsTheByteApart() => Assert.Equal("caf\uDCE9", PathEncoding.Decode([0x63, 0x61, 0x66, 0xE9]));

    [Fact]
    public void Encode_APairWhoseSecondHalfLooksEscaped_IsOneCharacter()
    {
        // U+1F4A9 is D83D DCA9: the second half lies in the range of escapes.
        Assert.Equal("💩x"u8.ToArray(), PathEncoding.Encode("💩x"));
    }
}
