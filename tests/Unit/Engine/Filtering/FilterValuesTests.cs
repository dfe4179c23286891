using Berth.Engine.Errors;
using Berth.Engine.Filtering;
using Berth.EngineApi;
using Xunit;

namespace Berth.Unit.Engine.Filtering;

public sealed class FilterValuesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("24h", "2026-11-29T12:00:00Z")]
    [InlineData("1h30m", "2026-11-30T10:30:00Z")]
    [InlineData("1700000000", "2023-11-14T22:13:20Z")]
    [InlineData("1700000000.5", "2023-11-14T22:13:20.5Z")]
    [InlineData("2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z")]
    [InlineData("2024-05-06T07:08:09.25+02:00", "2024-05-06T05:08:09.25Z")]
    [InlineData("2024-05-06T07:08Z", "2024-05-06T07:08:00Z")]
    [InlineData("2024-05-06Z", "2024-05-06T00:00:00Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    public void Moment_AnyForm_IsRead(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), FilterValues.Moment(text, s_now));

    [Fact]
    public void Moment_WithoutZone_IsLocal() =>
        Assert.Equal(new DateTimeOffset(new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Local)), FilterValues.Moment("2024-05-06T07:08:09", s_now));

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("yesterday")]
    public void Moment_NoTime_IsRefused(string text) => Assert.Equal(
        $"failed to parse value as time or duration: \"{text}\"",
        Assert.Throws<InvalidParameterException>(() => FilterValues.Moment(text, s_now)).Message);

    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"dangling":["true"]}""", true)]
    [InlineData("""{"dangling":["1","true"]}""", true)]
    [InlineData("""{"dangling":["0"]}""", false)]
    public void Flag_OneValue_IsRead(string filters, bool? expected) => Assert.Equal(expected, FilterValues.Flag(Filters.Parse(filters), "dangling"));

    [Theory]
    [InlineData("""{"dangling":["x"]}""", "invalid filter 'dangling=[x]'")]
    [InlineData("""{"dangling":["true","false"]}""", "invalid filter 'dangling=[true false]'")]
    public void Flag_NeitherOrBoth_IsRefused(string filters, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidParameterException>(() => FilterValues.Flag(Filters.Parse(filters), "dangling")).Message);

    [Fact]
    public void Until_Twice_IsRefused() => Assert.Equal(
        "more than one until filter specified",
        Assert.Throws<InvalidParameterException>(() => FilterValues.Until(Filters.Parse("""{"until":["1h","2h"]}"""), s_now)).Message);
}
