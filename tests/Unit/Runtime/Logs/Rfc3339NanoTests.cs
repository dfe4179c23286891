using Berth.Runtime.Logs;
using Xunit;

namespace Berth.Unit.Runtime.Logs;

public sealed class Rfc3339NanoTests
{
    private static readonly DateTimeOffset s_second = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "2026-01-02T03:04:05Z")]
    [InlineData(5_000_000, "2026-01-02T03:04:05.5Z")]
    [InlineData(1_000, "2026-01-02T03:04:05.0001Z")]
    [InlineData(1, "2026-01-02T03:04:05.0000001Z")]
    public void Format_Fraction_HasNoTrailingZeros(long ticks, string expected) =>
        Assert.Equal(expected, Rfc3339Nano.Format(s_second.AddTicks(ticks)));

    [Fact]
    public void Format_OtherOffset_IsWrittenInUtc() =>
        Assert.Equal("2026-01-02T03:04:05Z", Rfc3339Nano.Format(s_second.ToOffset(TimeSpan.FromHours(8))));

    [Fact]
    public void FormatFixed_AnyTime_HasNineDigits() =>
        Assert.Equal("2026-01-02T03:04:05.500000000Z", Rfc3339Nano.FormatFixed(s_second.AddMilliseconds(500)));

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", 0)]
    [InlineData("2026-01-02T03:04:05.5Z", 5_000_000)]
    [InlineData("2026-01-02T03:04:05.123456789Z", 1_234_567)]
    [InlineData("2026-01-02T05:04:05.123456789+02:00", 1_234_567)]
    public void TryParse_Time_IsItsInstant(string text, long ticks)
    {
        Assert.True(Rfc3339Nano.TryParse(text, out DateTimeOffset time));
        Assert.Equal(s_second.AddTicks(ticks), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-02")]
    [InlineData("2026-01-02T03:04:05.")]
    [InlineData("2026-13-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.123456789123456789123456789Z")]
    public void TryParse_NoTime_IsFalse(string text) => Assert.False(Rfc3339Nano.TryParse(text, out _));
}
