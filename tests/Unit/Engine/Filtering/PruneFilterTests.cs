using Berth.Engine.Filtering;
using Berth.EngineApi;
using Xunit;

namespace Berth.Unit.Engine.Filtering;

public sealed class PruneFilterTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"until":["1h"]}""", true)]
    [InlineData("""{"until":["3h"]}""", false)]
    [InlineData("""{"label":["a"]}""", true)]
    [InlineData("""{"label":["a=1","b"]}""", true)]
    [InlineData("""{"label":["a=2"]}""", false)]
    [InlineData("""{"label":["a","c"]}""", false)]
    [InlineData("""{"label!":["a"]}""", false)]
    [InlineData("""{"label!":["c"]}""", true)]
    [InlineData("""{"label!":["a","c"]}""", true)]
    [InlineData("""{"label":["a"],"label!":["b=2"]}""", false)]
    public void Matches_TwoHoursOldWithLabels_ByEveryFilter(string filters, bool expected)
    {
        var labels = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };

        Assert.Equal(expected, new PruneFilter(Filters.Parse(filters), s_now).Matches(s_now.AddHours(-2), labels));
    }

    [Fact]
    public void Matches_WithoutLabels_LacksEveryLabel()
    {
        Assert.False(new PruneFilter(Filters.Parse("""{"label":["a"]}"""), s_now).Matches(s_now, null));
        Assert.True(new PruneFilter(Filters.Parse("""{"label!":["a"]}"""), s_now).Matches(s_now, null));
    }
}
