using Berth.Registry.Errors;
using Berth.Registry.Protocol;
using CsCheck;
using Xunit;

namespace Berth.Unit.Registry.Protocol;

public sealed class RangeTests
{
    [Theory]
    [InlineData(null, nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("bytes=0-9", nameof(RangeOutcome.Part), 0, 10)]
    [InlineData("BYTES=0-9", nameof(RangeOutcome.Part), 0, 10)]
    [InlineData("bytes=90-", nameof(RangeOutcome.Part), 90, 10)]
    [InlineData("bytes=-10", nameof(RangeOutcome.Part), 90, 10)]
    [InlineData("bytes=-200", nameof(RangeOutcome.Part), 0, 100)]
    [InlineData("bytes=95-200", nameof(RangeOutcome.Part), 95, 5)]
    [InlineData("bytes=0-99999999999999999999", nameof(RangeOutcome.Part), 0, 100)]
    [InlineData("bytes=100-", nameof(RangeOutcome.Unsatisfiable), 0, 100)]
    [InlineData("bytes=99999999999999999999-", nameof(RangeOutcome.Unsatisfiable), 0, 100)]
    [InlineData("bytes=-0", nameof(RangeOutcome.Unsatisfiable), 0, 100)]
    [InlineData("bytes=9-0", nameof(RangeOutcome.Unsatisfiable), 0, 100)]
    [InlineData("bytes=0-1,3-4", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("bytes=-", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("bytes=a-b", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("bytes=+1-2", nameof(RangeOutcome.Whole), 0, 100)]
    [InlineData("pages=1-2", nameof(RangeOutcome.Whole), 0, 100)]
    public void Parse_OfARange_IsThePart(string? header, string outcome, long offset, long length)
    {
        Assert.Equal(outcome, ByteRange.Parse(header, 100, out ByteRange range).ToString());
        Assert.Equal(new ByteRange(offset, length), range);
    }

    [Fact]
    public void Parse_OfAnEmptyContent_IsNeverAPart() => Gen.OneOfConst("bytes=0-", "bytes=0-0", "bytes=-1", "bytes=5-7").Sample(header =>
        Assert.Equal(RangeOutcome.Unsatisfiable, ByteRange.Parse(header, 0, out _)));

    [Fact]
    public void Parse_OfAnyRange_StaysInTheContent() => Gen.Select(Gen.Long[0, 1000], Gen.Long[0, 2000], Gen.Long[0, 2000]).Sample((size, first, last) =>
    {
        foreach (string header in new[] { $"bytes={first}-{last}", $"bytes={first}-", $"bytes=-{last}" })
        {
            if (ByteRange.Parse(header, size, out ByteRange range) == RangeOutcome.Part)
            {
                Assert.True(range.Offset >= 0 && range.Length > 0 && range.Offset + range.Length <= size);
            }
        }
    });

    [Fact]
    public void Chunk_OfTwoNumbers_IsThatManyBytes() => Gen.Select(Gen.Long[0, 1L << 60], Gen.Long[1, 1L << 40]).Sample((first, length) =>
        Assert.Equal(new ChunkRange(first, length), ChunkRange.Parse($"{first}-{first + length - 1}")));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("0-")]
    [InlineData("-5")]
    [InlineData("5-4")]
    [InlineData("0-4/10")]
    [InlineData("bytes 0-4/10")]
    [InlineData("0-9223372036854775807")]
    [InlineData("0-99999999999999999999")]
    [InlineData(" 0-4")]
    [InlineData("0--4")]
    public void Chunk_OfAnythingElse_IsRefused(string header) =>
        Assert.Equal(ErrorCode.BlobUploadInvalid, Assert.Throws<RegistryException>(() => ChunkRange.Parse(header)).Code);
}
