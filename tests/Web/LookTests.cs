using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace Berth.Web;

/// <summary>Phones, dark rooms, other languages, keyboards.</summary>
public sealed class LookTests(Browser browser, OpenSite site)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "home", "/" }, { "search", "/search?q=acme" }, { "repository", "/r/acme/shop" }, { "tag", "/r/acme/shop:2.1.0" },
        { "long-name", "/r/acme/team/backend/payment-gateway:nightly-20261130" }, { "not-found", "/nothing" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnAPhone_DoesNotScrollSideways(string name, string path)
    {
        await using Window window = await browser.OpenAsync(site.Url, WindowOptions.Phone);
        await window.GoAsync(path);

        Assert.Equal(360, await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await window.ScreenshotAsync($"phone-{name}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_InTheDark_IsDarkAndReadable(string name, string path)
    {
        await using Window window = await browser.OpenAsync(site.Url, new WindowOptions { IsDark = true });
        await window.GoAsync(path);

        Assert.True(await LuminanceAsync(window, "backgroundColor") < 0.1);
        Assert.True(await LuminanceAsync(window, "color") > 0.6);
        await window.ScreenshotAsync($"dark-{name}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_ForAChineseReader_IsChinese(string name, string path)
    {
        await using Window window = await browser.OpenAsync(site.Url, new WindowOptions { Locale = "zh-CN" });
        await window.GoAsync(path);

        Assert.Equal("zh-CN", await window.Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(0, await window.Page.GetByText("Search", new() { Exact = true }).CountAsync());
        await window.ScreenshotAsync($"chinese-{name}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_Everywhere_HasOneHeadingAndLandmarksAndNamedFields(string name, string path)
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync(path);

        Assert.NotEmpty(name);
        Assert.Equal(1, await window.Page.Locator("h1").CountAsync());
        Assert.Equal(1, await window.Page.GetByRole(AriaRole.Main).CountAsync());
        Assert.Equal(1, await window.Page.GetByRole(AriaRole.Banner).CountAsync());
        Assert.Equal(1, await window.Page.GetByRole(AriaRole.Contentinfo).CountAsync());
        Assert.Equal(1, await window.Page.GetByRole(AriaRole.Search).CountAsync());
        Assert.Empty(await window.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(f => f.labels.length === 0).map(f => f.outerHTML)"));
        Assert.Empty(await window.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)"));
    }

    [Fact]
    public async Task Language_ByTheSwitch_StaysOnThePageAndForTheNext()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/search?q=acme");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "中文" }).ClickAsync();

        Assert.EndsWith("/search?q=acme", window.Page.Url, StringComparison.Ordinal);
        Assert.Equal("有 2 个仓库符合“acme”", await window.HeadingAsync());
        await window.GoAsync("/");
        Assert.Equal("zh-CN", await window.Page.Locator("html").GetAttributeAsync("lang"));
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        Assert.Equal("en", await window.Page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task Language_WithAnAddressElsewhere_StaysHere()
    {
        await using Window window = await browser.OpenAsync(site.Url);

        await window.GoAsync("/language/zh?return=https%3A%2F%2Fexample.org%2F");

        Assert.Equal(site.Url.ToString(), window.Page.Url);
    }

    [Fact]
    public async Task Keyboard_Alone_FindsARepositoryAndItsLayers()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/");

        await window.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await FocusedAsync(window));
        Assert.True(await window.Page.GetByText("Skip to content").EvaluateAsync<bool>("e => e.getBoundingClientRect().top >= 0 || e.getAnimations().length > 0"));
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Keyboard.PressAsync("Tab");
        await window.Page.Keyboard.TypeAsync("acme shop");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/search?q=acme+shop");
        await TabToAsync(window, "acme/shop");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/r/acme/shop");
        await TabToAsync(window, "2.1.0");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/r/acme/shop:2.1.0");

        await TabToAsync(window, "Raw manifest");
        Assert.NotEqual("none", await window.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await window.Page.Keyboard.PressAsync("Enter");
        Assert.True(await window.Page.Locator("pre").IsVisibleAsync());
    }

    private static async Task TabToAsync(Window window, string text)
    {
        for (int i = 0; i < 80; i++)
        {
            if (await FocusedAsync(window) == text)
            {
                return;
            }

            await window.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"the Tab key does not lead to \"{text}\"");
    }

    private static Task<string> FocusedAsync(Window window) => window.Page.EvaluateAsync<string>("document.activeElement.textContent.trim()");

    // Relative luminance, near enough: the mean of the channels.
    private static async Task<double> LuminanceAsync(Window window, string property)
    {
        string color = await window.Page.EvaluateAsync<string>($"getComputedStyle(document.body).{property}");
        return color[(color.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',').Take(3).Average(static part => double.Parse(part, CultureInfo.InvariantCulture)) / 255;
    }
}
