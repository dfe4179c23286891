using System.Net.Http.Headers;
using System.Text;
using Berth.Harness;
using Microsoft.Playwright;
using Xunit;

namespace Berth.Web;

/// <summary>Log-ins and what a user has of their own.</summary>
public sealed class AccountTests(Browser browser, AccountSite site)
{
    private const string NewPassword = "another password";

    [Fact]
    public async Task LogIn_WithTheRightPassword_LeadsBackToWhereOneWas()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        Assert.Equal(404, await window.GoAsync("/r/alice/shop"));
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "If it is yours, log in." }).ClickAsync();
        await window.Page.GetByLabel("User name").FillAsync("alice");
        await window.Page.GetByLabel("Password").FillAsync(AccountSite.Password);

        await window.Page.Keyboard.PressAsync("Enter");

        await window.Page.WaitForURLAsync("**/r/alice/shop");
        Assert.StartsWith("alice/shop", await window.HeadingAsync(), StringComparison.Ordinal);
        BrowserContextCookiesResult cookie = Assert.Single(await window.CookiesAsync());
        Assert.Equal((true, SameSiteAttribute.Lax, "/"), (cookie.HttpOnly, cookie.SameSite, cookie.Path));
    }

    [Fact]
    public async Task LogIn_WithAWrongPassword_SaysSoAndKeepsTheName()
    {
        await using Window window = await browser.OpenAsync(site.Url);

        await window.LogInAsync("nobody-here", "wrong wrong wrong");

        Assert.Equal("The user name or the password is wrong.", await window.Page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("nobody-here", await window.Page.GetByLabel("User name").InputValueAsync());
        await window.ScreenshotAsync("wrong-password");
    }

    [Fact]
    public async Task LogIn_GivesANewCookie()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/login");
        string before = Assert.Single(await window.CookiesAsync()).Value;

        await window.LogInAsync("bob", AccountSite.Password);

        Assert.NotEqual(before, Assert.Single(await window.CookiesAsync()).Value);
    }

    [Fact]
    public async Task LogOut_EndsTheSession()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.LogInAsync("alice", AccountSite.Password);
        string cookie = Assert.Single(await window.CookiesAsync()).Value;

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).First.ClickAsync();

        Assert.Equal(404, await window.GoAsync("/r/alice/shop"));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = site.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account");
        request.Headers.Add("Cookie", $"berth-session={cookie}");
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("/login?return=%2Faccount", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Token_ThatIsCreated_IsShownOnceAndLogsInUntilItIsRevoked()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.LogInAsync("alice", AccountSite.Password);
        await window.GoAsync("/account");
        await window.Page.GetByLabel("What for").FillAsync("build <b>machine</b>");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        Assert.Equal("Token created: build <b>machine</b>", await window.HeadingAsync());
        string secret = await window.Page.Locator(".secret code").InnerTextAsync();
        await window.ScreenshotAsync("token");
        Assert.Equal(200, await StatusAsync("alice", secret));

        await window.GoAsync("/account");
        Assert.DoesNotContain(secret, await window.Page.ContentAsync(), StringComparison.Ordinal);
        await window.ScreenshotAsync("account");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke: build <b>machine</b>" }).ClickAsync();

        Assert.Equal("The token is revoked.", await window.Page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal(401, await StatusAsync("alice", secret));
    }

    [Fact]
    public async Task LogIn_WithAToken_IsRefused()
    {
        string printed = (await site.Registry.RunAsync(null, "token", "create", "bob", "web")).Succeeded().Output;
        string secret = printed.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).First(static word => word.StartsWith("berth_pat_", StringComparison.Ordinal));
        await using Window window = await browser.OpenAsync(site.Url);

        await window.LogInAsync("bob", secret);

        Assert.Equal("An access token is for programs. Log in here with your password.", await window.Page.GetByRole(AriaRole.Alert).InnerTextAsync());
    }

    [Fact]
    public async Task Password_ThatIsChanged_EndsOtherSessionsAndKeepsThisOne()
    {
        (await site.Registry.RunAsync(AccountSite.Password + "\n", "user", "add", "carol", "--password-stdin")).Succeeded();
        await using Window other = await browser.OpenAsync(site.Url);
        await other.LogInAsync("carol", AccountSite.Password);
        await using Window window = await browser.OpenAsync(site.Url);
        await window.LogInAsync("carol", AccountSite.Password);
        await window.GoAsync("/account");

        await window.Page.GetByLabel("Current password").FillAsync(AccountSite.Password);
        await window.Page.GetByLabel("New password").FillAsync(NewPassword);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();

        Assert.Equal("The password is changed. All other log-ins have ended.", await window.Page.GetByRole(AriaRole.Status).InnerTextAsync());
        await window.GoAsync("/account");
        Assert.Equal("carol", await window.HeadingAsync());
        await other.GoAsync("/account");
        Assert.EndsWith("/login?return=%2Faccount", other.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_WhereItIsOpen_MakesAnAccountAndLogsIn()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.GoAsync("/login");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "No account yet? Create one." }).ClickAsync();
        await window.Page.GetByLabel("User name").FillAsync("bob");
        await window.Page.GetByLabel("Password").FillAsync(AccountSite.Password);
        await window.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        Assert.Equal("This name is taken.", await window.Page.GetByRole(AriaRole.Alert).InnerTextAsync());
        await window.ScreenshotAsync("register");

        await window.Page.GetByLabel("User name").FillAsync("dave");
        await window.Page.GetByLabel("Password").FillAsync(AccountSite.Password);
        await window.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();

        await window.Page.WaitForURLAsync("**/account");
        Assert.Equal("dave", await window.HeadingAsync());
        await window.ScreenshotAsync("account-new");
    }

    [Fact]
    public async Task Cookie_UnderTls_IsForThisHostAlone()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions
        {
            WithTls = true, Users = new Dictionary<string, string> { ["alice"] = AccountSite.Password },
        });
        await using Window window = await browser.OpenAsync(registry.Url);

        await window.LogInAsync("alice", AccountSite.Password);

        await window.Page.WaitForURLAsync(registry.Url.ToString());
        BrowserContextCookiesResult cookie = Assert.Single(await window.CookiesAsync());
        Assert.Equal(("__Host-berth-session", true, true), (cookie.Name, cookie.Secure, cookie.HttpOnly));
    }

    private async Task<int> StatusAsync(string user, string secret)
    {
        using var http = new HttpClient { BaseAddress = site.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));
        using HttpResponseMessage answer = await http.GetAsync(new Uri("/v2/", UriKind.Relative), TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
