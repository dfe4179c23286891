using Berth.Metrics;
using Berth.Registry.Observability;
using Xunit;

namespace Berth.Unit.Registry.Observability;

public sealed class FiguresTests
{
    [Theory]
    [InlineData("/v2/", nameof(RouteKind.Base))]
    [InlineData("/v2", nameof(RouteKind.Base))]
    [InlineData("/v2/_catalog", nameof(RouteKind.Catalog))]
    [InlineData("/v2/a/manifests/latest", nameof(RouteKind.Manifest))]
    [InlineData("/v2/manifests/blobs/manifests/sha256:00", nameof(RouteKind.Manifest))]
    [InlineData("/v2/a/b/blobs/sha256:00", nameof(RouteKind.Blob))]
    [InlineData("/v2/a/blobs/uploads/", nameof(RouteKind.Upload))]
    [InlineData("/v2/a/blobs/uploads", nameof(RouteKind.Upload))]
    [InlineData("/v2/a/blobs/uploads/0123", nameof(RouteKind.Upload))]
    [InlineData("/v2/a/tags/list", nameof(RouteKind.Tags))]
    [InlineData("/v2/a/referrers/sha256:00", nameof(RouteKind.Referrers))]
    [InlineData("/v2/nonsense", nameof(RouteKind.Base))]
    [InlineData("/token", nameof(RouteKind.Token))]
    [InlineData("/v1/search", nameof(RouteKind.Search))]
    [InlineData("/healthz", nameof(RouteKind.Health))]
    [InlineData("/metrics", nameof(RouteKind.Metrics))]
    [InlineData("/", nameof(RouteKind.Page))]
    [InlineData("", nameof(RouteKind.Page))]
    [InlineData("/v2x", nameof(RouteKind.Page))]
    public void Kind_OfAPath_IsTold(string path, string kind) => Assert.Equal(kind, RouteKinds.Of(path).ToString());

    [Fact]
    public void Text_OfFigures_IsPrometheus()
    {
        var figures = new RegistryFigures();
        figures.RequestBegins();
        figures.RequestBegins();
        figures.RequestEnds(RouteKind.Manifest, "GET", 200, TimeSpan.FromMilliseconds(2), 0, 500);
        figures.RequestEnds(RouteKind.Manifest, "FROB\"NICATE", 405, TimeSpan.FromSeconds(1000), 7, 0);
        figures.LoginFailed();
        figures.Collected(3, 4096);

        string text = MetricsText.Write(figures, new ContentCount(1, 2, 3, 4, 5, 6), ProcessFigures.Read(DateTimeOffset.UnixEpoch));

        Assert.Contains("berth_registry_requests_total{route=\"manifest\",method=\"GET\",status=\"200\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_requests_total{route=\"manifest\",method=\"other\",status=\"405\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_request_duration_seconds_bucket{route=\"manifest\",le=\"0.001\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_request_duration_seconds_bucket{route=\"manifest\",le=\"0.0025\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_request_duration_seconds_bucket{route=\"manifest\",le=\"+Inf\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_request_duration_seconds_sum{route=\"manifest\"} 1000.002\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE berth_registry_received_bytes_total counter\nberth_registry_received_bytes_total 7\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_sent_bytes_total 500\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_failed_logins_total 1\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_collected_bytes_total 4096\n", text, StringComparison.Ordinal);
        Assert.Contains("berth_registry_uploads 6\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+({[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? [0-9.E+-]+)$", line));
    }

    [Theory]
    [InlineData("abc-1.2_X", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a\r\nSet-Cookie: x", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData(null, false)]
    public void RequestId_OfAClient_IsTakenWhereItIsOne(string? given, bool isTaken)
    {
        string id = RequestId.Of(given);

        Assert.Equal(isTaken, id == given);
        Assert.Equal(id, RequestId.Of(id));
    }
}
