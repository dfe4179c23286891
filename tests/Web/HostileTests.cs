using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace Berth.Web;

/// <summary>What strangers push, and what their pages send.</summary>
public sealed class HostileTests(Browser browser, AccountSite site)
{
    private const string Script = "</code></td></tr></table>\"'><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>\u202Egnp.exe";

    [Fact]
    public async Task Image_FullOfMarkup_StaysText()
    {
        await PushHostileAsync("alice/hostile");
        await using Window window = await browser.OpenAsync(site.Url);
        await window.LogInAsync("alice", AccountSite.Password);
        await window.GoAsync("/settings/alice/hostile");
        await window.Page.GetByLabel("Public").CheckAsync();
        await window.Page.GetByLabel("Summary").FillAsync("<script>alert(5)</script>");
        await window.Page.GetByLabel("Description").FillAsync(Description());
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        Assert.Equal(Description(), await window.Page.GetByLabel("Description").InputValueAsync());

        // An alert, an error on the console, a refusal by the policy: each fails the window at its end.
        foreach (string path in (string[])["/", "/search?q=hostile", "/r/alice/hostile", "/r/alice/hostile:1.0", "/settings/alice/hostile", "/account"])
        {
            Assert.Equal(200, await window.GoAsync(path));
            Assert.Equal(0, await window.Page.Locator("main script, main img, main svg[onload], main iframe, main [onerror], main [onclick], main [style]").CountAsync());
            Assert.Empty(await window.Page.EvaluateAsync<string[]>(
                "[...document.links].map(a => a.href).filter(h => !/^(https?|mailto):/.test(h))"));
            Assert.DoesNotContain("\u202E", await window.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        }

        await window.GoAsync("/r/alice/hostile:1.0");
        Assert.Contains("<script>alert(1)</script>", await window.Page.Locator(".layers").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("⟨U+202E⟩", await window.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await window.ScreenshotAsync("hostile");
    }

    [Fact]
    public async Task Configuration_WithoutEnd_HasAPageThatEnds()
    {
        using ImagePush push = site.PushAs("alice");
        var endless = new JsonArray([.. Enumerable.Range(0, 20_000).Select(static i => (JsonNode)$"VARIABLE_{i}=x")]);
        await push.ImageAsync("alice/endless", "config", [new ImageStep("RUN true", "x")], new JsonObject { ["config"] = new JsonObject { ["Env"] = endless, ["User"] = new string('u', 100_000) } });
        await push.ImageAsync("alice/endless", "four-megabytes", [new ImageStep("RUN true", "x")], new JsonObject { ["padding"] = new string('p', 4 << 20) });
        await using Window window = await browser.OpenAsync(site.Url);
        await window.LogInAsync("alice", AccountSite.Password);

        foreach (string tag in (string[])["config", "four-megabytes"])
        {
            Assert.Equal(200, await window.GoAsync($"/r/alice/endless:{tag}"));
            Assert.InRange((await window.Page.ContentAsync()).Length, 1000, 100_000);
        }
    }

    [Theory]
    [InlineData("https://evil.example", "cross-site")]
    [InlineData("null", null)]
    [InlineData(null, "same-site")]
    public async Task Form_FromAnotherSite_IsRefused(string? origin, string? fetchSite)
    {
        (HttpClient http, string token) = await FormAsync();
        using (http)
        {
            HttpStatusCode status = await SendAsync(http, origin, fetchSite, ("token", token), ("name", "alice"), ("password", AccountSite.Password));

            Assert.Equal(HttpStatusCode.Forbidden, status);
        }
    }

    [Fact]
    public async Task Form_WithoutItsTokenOrCookie_IsRefused()
    {
        (HttpClient http, string token) = await FormAsync();
        using (http)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(http, null, null, ("name", "alice"), ("password", AccountSite.Password)));
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(http, null, null, ("token", token[1..]), ("name", "alice"), ("password", AccountSite.Password)));
            http.DefaultRequestHeaders.Remove("Cookie");
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(http, null, null, ("token", token), ("name", "alice"), ("password", AccountSite.Password)));
        }
    }

    [Fact]
    public async Task Form_OfThisSite_IsTaken()
    {
        (HttpClient http, string token) = await FormAsync();
        using (http)
        {
            HttpStatusCode status = await SendAsync(
                http, site.Url.GetLeftPart(UriPartial.Authority), "same-origin", ("token", token), ("name", "alice"), ("password", AccountSite.Password), ("return", "//evil.example"));

            Assert.Equal(HttpStatusCode.SeeOther, status);
        }
    }

    [Fact]
    public async Task Form_ThatAPageElsewherePosts_ChangesNothing()
    {
        await using Window window = await browser.OpenAsync(site.Url);
        await window.LogInAsync("alice", AccountSite.Password);

        // localhost is another site than 127.0.0.1, and has no page of ours that the script could read.
        await window.Page.GotoAsync("about:blank");
        await window.Page.SetContentAsync($"<form method=post action='{site.Url}logout'><input name=token value=guess></form>");
        IResponse answer = await window.Page.RunAndWaitForResponseAsync(
            () => window.Page.EvaluateAsync("document.forms[0].submit()"), response => response.Url.EndsWith("/logout", StringComparison.Ordinal));

        Assert.Equal(403, answer.Status);
        await window.Page.WaitForURLAsync("**/logout");
        await window.GoAsync("/account");
        Assert.Equal("alice", await window.HeadingAsync());
    }

    [Fact]
    public async Task Headers_OfAPrivatePage_ForbidKeepingAndFraming()
    {
        using var http = new HttpClient { BaseAddress = site.Url };

        using HttpResponseMessage answer = await http.GetAsync(new Uri("/login", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    private async Task<(HttpClient Http, string Token)> FormAsync()
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = site.Url };
        using HttpResponseMessage page = await http.GetAsync(new Uri("/login", UriKind.Relative));
        http.DefaultRequestHeaders.Add("Cookie", Assert.Single(page.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        const string Field = "name=\"token\" value=\"";
        string html = await page.Content.ReadAsStringAsync();
        int start = html.IndexOf(Field, StringComparison.Ordinal) + Field.Length;
        return (http, html[start..html.IndexOf('"', start)]);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, string? origin, string? fetchSite, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login");
        request.Content = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (fetchSite is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", fetchSite);
        }

        using HttpResponseMessage answer = await http.SendAsync(request);
        if (answer.Headers.Location is { } location)
        {
            Assert.Equal("/", location.ToString());
        }

        return answer.StatusCode;
    }

    private async Task PushHostileAsync(string repository)
    {
        using ImagePush push = site.PushAs("alice");
        var configuration = new JsonObject
        {
            ["author"] = Script,
            ["config"] = new JsonObject
            {
                ["Entrypoint"] = new JsonArray(Script),
                ["Env"] = new JsonArray($"{Script}=1"),
                ["User"] = Script,
                ["WorkingDir"] = Script,
                ["ExposedPorts"] = new JsonObject { [Script] = new JsonObject() },
                ["Labels"] = new JsonObject { [Script] = Script, ["url"] = "javascript:alert(4)" },
            },
        };
        var annotations = new JsonObject { [Script] = Script, ["org.opencontainers.image.url"] = "javascript:alert(6)" };
        JsonObject image = await push.ImageAsync(repository, "1.0", [new ImageStep(Script, "x")], configuration, "amd64", annotations);
        await push.ReferrerAsync(repository, image, "application/x+json");
    }

    private static string Description() => string.Join("\n\n",
    [
        "# <script>alert(7)</script>", "[click](javascript:alert(8))", "![x](https://example.org/a.png\" onerror=\"alert(9))", "<img src=x onerror=alert(10)>",
        "```\"><script>alert(11)</script>\ncode\n```", "| a |\n|:-:|\n| <svg onload=alert(12)> |", "<javascript:alert(13)>", "&lt;script&gt;alert(14)&lt;/script&gt;",
    ]);
}
