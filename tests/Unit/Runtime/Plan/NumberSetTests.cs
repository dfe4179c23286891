using Berth.Runtime.Plan;
using Xunit;

namespace Berth.Unit.Runtime.Plan;

public sealed class NumberSetTests
{
    [Theory]
    [InlineData("0", 1, 0b1)]
    [InlineData("0-3,7", 5, 0b1000_1111)]
    [InlineData(" 1 , ,2-2", 2, 0b110)]
    [InlineData("5,5,4-6", 3, 0b111_0000)]
    public void Parse_AList_IsAMask(string text, int count, int firstByte)
    {
        NumberSet set = NumberSet.Parse(text, NumberSet.MostCpus, out _)!;

        Assert.Equal((count, 64, (byte)firstByte), (set.Count, set.Bits, set.Mask[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ,, ")]
    public void Parse_NothingInIt_IsEmpty(string text) => Assert.Equal(0, NumberSet.Parse(text, 64, out _)!.Bits);

    [Fact]
    public void Parse_GreatNumbers_TakeWholeWords() => Assert.Equal(128, NumberSet.Parse("64", NumberSet.MostCpus, out _)!.Bits);

    [Theory]
    [InlineData("a", "'a' is neither a number nor a range")]
    [InlineData("3-1", "'3-1' is neither a number nor a range")]
    [InlineData("-1", "'-1' is neither a number nor a range")]
    [InlineData("1-", "'1-' is neither a number nor a range")]
    [InlineData("1-2-3", "'1-2-3' is neither a number nor a range")]
    [InlineData("0-99999999999", "'0-99999999999' is neither a number nor a range")]
    [InlineData("0-65536", "65536 is over 65535")]
    public void Parse_NoList_SaysWhatIsWrong(string text, string expected)
    {
        Assert.Null(NumberSet.Parse(text, NumberSet.MostCpus, out string problem));
        Assert.Equal(expected, problem);
    }
}
