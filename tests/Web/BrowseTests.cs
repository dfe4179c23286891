using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Berth.Web;

/// <summary>Looking around a registry without accounts.</summary>
public sealed class BrowseTests(Browser browser, OpenSite site)
{
    [Fact]
    public async Task Home_OfAnOpenRegistry_ShowsWhatIsThereAndNoLogIn()
    {
        await using Window window = await browser.OpenAsync(site.Url);

        await window.GoAsync("/");

        Assert.Equal($"Container images on {site.Host}", await window.HeadingAsync());
        Assert.Equal(0, await window.Page.GetByText("Log in").CountAsync());
        Assert.True(await window.Page.GetByRole(AriaRole.Link, new() { Name = "acme/shop" }).CountAsync() > 0);
        await window.ScreenshotAsync("home");
    }

    [Fact]
    public async Task Search_ByAWord_FindsTheRepository()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/");

        ILocator field = window.Page.GetByLabel("Search repositories");
        await field.FillAsync("payment");
        await field.PressAsync("Enter");

        await window.Page.WaitForURLAsync("**/search?q=payment");
        Assert.Equal("One repository matches “payment”", await window.HeadingAsync());
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "acme/team/backend/payment-gateway" }).ClickAsync();
        Assert.Equal("acme/team/backend/payment-gateway", await window.HeadingAsync());
    }

    [Fact]
    public async Task Search_WithoutAMatch_SaysSo()
    {
        await using Window window = await browser.OpenAsync(site.Url);

        Assert.Equal(200, await window.GoAsync("/search?q=%3Cscript%3Ealert(1)%3C/script%3E"));

        Assert.Equal("No repository matches “<script>alert(1)</script>”", await window.HeadingAsync());
    }

    [Fact]
    public async Task Search_WithManyMatches_HasPages()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/search?q=many");

        Assert.Equal("25 repositories match “many”", await window.HeadingAsync());
        ILocator items = window.Page.Locator(".repositories li");
        Assert.Equal(20, await items.CountAsync());
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        Assert.Equal(5, await items.CountAsync());
        await window.ScreenshotAsync("search");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Previous" }).ClickAsync();
        Assert.Equal(20, await items.CountAsync());
    }

    [Fact]
    public async Task Repository_WithTags_ShowsWhatEachIs()
    {
        await using Window window = await browser.OpenAsync(site.Url);

        await window.GoAsync("/r/acme/shop");

        ILocator row = window.Page.GetByRole(AriaRole.Row).Filter(new() { Has = window.Page.GetByRole(AriaRole.Link, new() { Name = "2.1.0" }) });
        string text = await row.InnerTextAsync();
        Assert.Contains("linux/amd64", text, StringComparison.Ordinal);
        Assert.Contains("linux/arm64", text, StringComparison.Ordinal);
        Assert.Matches(new Regex(@"\d+(\.\d+)? kB"), text);
        Assert.Matches(new Regex("[0-9a-f]{12}"), text);
        Assert.Equal(0, await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).CountAsync());
        await window.ScreenshotAsync("repository");
    }

    [Fact]
    public async Task Tag_OfAnIndex_ShowsThePlatformThatIsPicked()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/r/acme/shop:2.1.0");
        ILocator layers = window.Page.Locator(".layers tbody tr:not(.no-layer)");
        Assert.Equal(4, await layers.CountAsync());

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "linux/arm64" }).ClickAsync();

        Assert.Equal("linux/arm64", await window.Page.Locator(".pick a[aria-current]").InnerTextAsync());
        Assert.Equal(2, await layers.CountAsync());
    }

    [Fact]
    public async Task Tag_OfAnImage_ShowsLayersConfigurationAndReferrers()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/r/acme/shop:2.1.0");

        string text = await window.Page.Locator("main").InnerTextAsync();

        Assert.Contains("RUN apt-get update && apt-get install", text, StringComparison.Ordinal);
        Assert.Contains("COPY --chown=shop:shop dist/ /srv/shop", text, StringComparison.Ordinal);
        Assert.Contains("--listen :8080 --greeting \"hello world\"", text, StringComparison.Ordinal);
        Assert.Contains("SHOP_TOKEN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("kept-to-itself", text, StringComparison.Ordinal);
        Assert.Contains("8080/tcp", text, StringComparison.Ordinal);
        Assert.Contains("Web team <web@example.org>", text, StringComparison.Ordinal);
        Assert.Contains("application/vnd.dev.sigstore.bundle.v0.3+json", text, StringComparison.Ordinal);
        Assert.Contains("application/spdx+json", text, StringComparison.Ordinal);
        await window.Page.GetByText("Raw manifest").ClickAsync();
        Assert.Contains("\"schemaVersion\": 2", await window.Page.Locator("pre").InnerTextAsync(), StringComparison.Ordinal);
        await window.ScreenshotAsync("tag");
    }

    [Fact]
    public async Task Referrer_OfAManifest_LeadsBackToIt()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/r/acme/shop:latest");

        await window.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "spdx" }).GetByRole(AriaRole.Link).ClickAsync();

        Assert.Contains("application/spdx+json", await window.Page.Locator("aside").InnerTextAsync(), StringComparison.Ordinal);
        await window.Page.Locator("aside a.digest").ClickAsync();
        Assert.Contains("Signatures and attachments", await window.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_ByTheButton_PutsTheCommandOnTheClipboard()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GrantClipboardAsync();
        await window.GoAsync("/r/acme/shop:2.1.0");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = $"Copy docker pull {site.Host}/acme/shop:2.1.0" }).ClickAsync();

        await window.Page.GetByText("Copied").WaitForAsync();
        Assert.Equal($"docker pull {site.Host}/acme/shop:2.1.0", await window.ClipboardAsync());
    }

    [Fact]
    public async Task Pages_WithoutScript_AreComplete()
    {
        await using Window window = await browser.OpenAsync(site.Url, new WindowOptions { HasScript = false });
        await window.GoAsync("/r/acme/shop");

        Assert.Equal(0, await window.Page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).CountAsync());
        Assert.True(await window.Page.GetByText($"berth pull {site.Host}/acme/shop", new() { Exact = true }).IsVisibleAsync());
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/r/no/such/repository")]
    [InlineData("/r/acme/shop:no-such-tag")]
    [InlineData("/r/..%2f..%2fetc")]
    [InlineData("/login")]
    [InlineData("/account")]
    [InlineData("/settings/acme/shop")]
    public async Task Page_ThatIsNotThere_IsAPageThatSaysSo(string path)
    {
        await using Window window = await browser.OpenAsync(site.Url);

        Assert.Equal(404, await window.GoAsync(path));

        Assert.Equal("Not found", await window.HeadingAsync());
    }

    [Fact]
    public async Task Path_ThatIsNotThere_IsAStatusForPrograms()
    {
        using var http = new HttpClient { BaseAddress = site.Url };

        using HttpResponseMessage answer = await http.GetAsync(new Uri("/nothing", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
