using Microsoft.Playwright;
using Xunit;

namespace Berth.Web;

/// <summary>What a repository's administrators change.</summary>
public sealed class SettingsTests(Browser browser, AccountSite site)
{
    [Fact]
    public async Task Visibility_ThatIsMadePublic_ShowsTheRepositoryToEveryone()
    {
        await PushAsync("alice/open", "1.0");
        await using Window visitor = await browser.OpenAsync(site.Url);
        Assert.Equal(404, await visitor.GoAsync("/r/alice/open"));
        await using Window window = await OwnerAsync("/settings/alice/open");

        await window.Page.GetByLabel("Public").CheckAsync();
        await window.Page.GetByLabel("Summary").FillAsync("A shop to try");
        await window.Page.GetByLabel("Description").FillAsync(Sample.Description);
        await window.ScreenshotAsync("settings");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        Assert.Equal("Saved.", await window.Page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal(Sample.Description, await window.Page.GetByLabel("Description").InputValueAsync());
        Assert.Equal(200, await visitor.GoAsync("/r/alice/open"));
        Assert.Equal("Shop", await visitor.Page.Locator(".prose h3").InnerTextAsync());
        await visitor.ScreenshotAsync("description");
        await visitor.GoAsync("/search?q=storefront");
        Assert.Equal("One repository matches “storefront”", await visitor.HeadingAsync());
    }

    [Fact]
    public async Task Settings_OfSomebodyElse_AreNotThere()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.LogInAsync("bob", AccountSite.Password);

        Assert.Equal(404, await window.GoAsync("/settings/alice/shop"));
        Assert.Equal(404, await window.GoAsync("/r/alice/shop"));
        Assert.Equal(404, await window.GoAsync("/settings/alice/no-such-repository"));
    }

    [Fact]
    public async Task Right_ThatIsGiven_LetsAnotherUserLookUntilItIsTakenAway()
    {
        await PushAsync("alice/shared", "1.0");
        await using Window window = await OwnerAsync("/settings/alice/shared");
        await window.Page.GetByLabel("User or team").FillAsync("no-such-user");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Give right" }).ClickAsync();
        Assert.Equal("There is no user or team of that name.", await window.Page.GetByRole(AriaRole.Alert).InnerTextAsync());

        await window.Page.GetByLabel("User or team").FillAsync("bob");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Give right" }).ClickAsync();

        await using Window other = await browser.OpenAsync(site.Url);
        await other.LogInAsync("bob", AccountSite.Password);
        Assert.Equal(200, await other.GoAsync("/r/alice/shared"));
        Assert.Equal(0, await other.Page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).CountAsync());
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Take away: bob" }).ClickAsync();
        Assert.Equal(404, await other.GoAsync("/r/alice/shared"));
    }

    [Fact]
    public async Task Tag_ThatIsDeleted_IsGoneAndItsManifestStays()
    {
        await PushAsync("alice/tags", "old");
        await PushAsync("alice/tags", "new");
        await using Window window = await OwnerAsync("/r/alice/tags:old");
        string digest = await window.Page.Locator("aside dd.digest").First.InnerTextAsync();
        await window.GoAsync("/settings/alice/tags");

        ILocator row = window.Page.GetByRole(AriaRole.Row).Filter(new() { Has = window.Page.GetByRole(AriaRole.Link, new() { Name = "old", Exact = true }) });
        await row.GetByText("Delete").First.ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete tag old" }).ClickAsync();

        Assert.Equal("The tag is deleted.", await window.Page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal(404, await window.GoAsync("/r/alice/tags:old"));
        Assert.Equal(200, await window.GoAsync("/r/alice/tags:new"));
        Assert.Equal(200, await window.GoAsync($"/r/alice/tags@{digest}"));
    }

    [Fact]
    public async Task Repository_WithItsNameTyped_IsDeleted()
    {
        await PushAsync("alice/gone", "1.0");
        await using Window window = await OwnerAsync("/settings/alice/gone");
        await window.Page.GetByLabel("Type alice/gone to confirm").FillAsync("alice/shop");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete this repository" }).ClickAsync();
        Assert.StartsWith("The name that was typed is another one.", await window.Page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);

        await window.Page.GetByLabel("Type alice/gone to confirm").FillAsync("alice/gone");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete this repository" }).ClickAsync();

        Assert.Equal("The repository is deleted.", await window.Page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal(404, await window.GoAsync("/r/alice/gone"));
    }

    [Fact]
    public async Task Star_ThatIsGiven_IsCounted()
    {
        await PushAsync("alice/liked", "1.0");
        await using Window window = await OwnerAsync("/r/alice/liked");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Star" }).ClickAsync();

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Unstar" }).WaitForAsync();
        Assert.Contains("Stars\n1", await window.Page.Locator("aside").InnerTextAsync(), StringComparison.Ordinal);
        await window.ScreenshotAsync("repository-own");
    }

    private async Task<Window> OwnerAsync(string path)
    {
        Window window = await browser.OpenAsync(site.Url);
        await window.LogInAsync("alice", AccountSite.Password);
        Assert.Equal(200, await window.GoAsync(path));
        return window;
    }

    private async Task PushAsync(string repository, string tag)
    {
        using ImagePush push = site.PushAs("alice");
        await push.ImageAsync(repository, tag, [new ImageStep($"RUN {tag}", tag)]);
    }
}
