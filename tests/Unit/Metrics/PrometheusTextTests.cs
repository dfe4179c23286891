using Berth.Metrics;
using Xunit;

namespace Berth.Unit.Metrics;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Histogram_OfSomeDurations_IsCumulative()
    {
        var histogram = new Histogram([0.005, 0.01, 10]);
        histogram.Add(TimeSpan.FromMilliseconds(4));
        histogram.Add(TimeSpan.FromMilliseconds(5));
        histogram.Add(TimeSpan.FromSeconds(20));

        string text = new PrometheusText().Histogram("x", histogram, "action", "start").ToString();

        Assert.StartsWith("x_bucket{action=\"start\",le=\"0.005\"} 2\nx_bucket{action=\"start\",le=\"0.01\"} 2\n", text, StringComparison.Ordinal);
        Assert.EndsWith("x_bucket{action=\"start\",le=\"+Inf\"} 3\nx_sum{action=\"start\"} 20.009\nx_count{action=\"start\"} 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_OfAnyValue_IsEscaped() =>
        Assert.Equal("x{os=\"a\\\"b\\\\c\\nd\"} 1.5\n", new PrometheusText().Sample("x", 1.5, ("os", "a\"b\\c\nd")).ToString());
}
