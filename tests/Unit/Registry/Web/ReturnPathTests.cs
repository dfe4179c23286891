using Berth.Registry.Web;
using Xunit;

namespace Berth.Unit.Registry.Web;

public sealed class ReturnPathTests
{
    [Theory]
    [InlineData("/r/alice/app?page=2")]
    [InlineData("/search?q=%E9%95%9C")]
    [InlineData("/")]
    public void Of_PathOfOurs_IsItself(string path) => Assert.Equal(path, ReturnPath.Of(path));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/a\\b")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    [InlineData("/ü")]
    [InlineData("r/alice")]
    [InlineData("/login?return=/login")]
    [InlineData("/logout")]
    public void Of_AnythingElse_IsTheHomePage(string? path) => Assert.Equal("/", ReturnPath.Of(path));

    [Fact]
    public void Of_LongPath_IsTheHomePage() => Assert.Equal("/", ReturnPath.Of("/" + new string('a', 2000)));
}
