using Berth.Registry.Web.Forms;
using Xunit;

namespace Berth.Unit.Registry.Web;

public sealed class RequestOriginTests
{
    private static readonly Uri s_public = new("https://registry.example.org");

    [Theory]
    [InlineData("same-origin", "http://127.0.0.1:5000", "127.0.0.1:5000")]
    [InlineData(null, "http://127.0.0.1:5000", "127.0.0.1:5000")]
    [InlineData("same-origin", null, "127.0.0.1:5000")]
    [InlineData(null, null, "127.0.0.1:5000")]
    [InlineData(null, "https://registry.example.org", "backend:5000")]
    [InlineData("same-origin", "https://Registry.example.org", "registry.example.org")]
    public void IsOurs_PageOfOurs_IsTrue(string? fetchSite, string? origin, string host) =>
        Assert.True(RequestOrigin.IsOurs(fetchSite, origin, host, s_public));

    [Theory]
    [InlineData("cross-site", "https://evil.example", "registry.example.org")]
    [InlineData("cross-site", null, "registry.example.org")]
    [InlineData("same-site", "https://other.example.org", "registry.example.org")]
    [InlineData("cross-site", "https://registry.example.org", "registry.example.org")]
    [InlineData(null, "https://evil.example", "registry.example.org")]
    [InlineData(null, "null", "registry.example.org")]
    [InlineData(null, "https://registry.example.org.evil.example", "registry.example.org")]
    [InlineData(null, "https://registry.example.org:8443", "registry.example.org")]
    [InlineData(null, "file://registry.example.org", "registry.example.org")]
    [InlineData("nonsense", "https://registry.example.org", "registry.example.org")]
    public void IsOurs_AnotherPage_IsFalse(string? fetchSite, string? origin, string host) =>
        Assert.False(RequestOrigin.IsOurs(fetchSite, origin, host, s_public));
}
