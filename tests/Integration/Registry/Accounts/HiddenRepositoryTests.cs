using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry.Accounts;

/// <summary>What a caller may not see and what is not there look alike.</summary>
public sealed class HiddenRepositoryTests
{
    // As long as alice/app.
    private const string Missing = "alice/nix";

    private static readonly (string Method, string Path)[] s_requests =
    [
        ("GET", "manifests/1"),
        ("HEAD", "manifests/1"),
        ("GET", $"manifests/{AccountsSite.DigestOf(AccountsSite.Manifest)}"),
        ("GET", $"blobs/{AccountsSite.ConfigDigest}"),
        ("HEAD", $"blobs/{AccountsSite.ConfigDigest}"),
        ("GET", "tags/list"),
        ("GET", $"referrers/{AccountsSite.ConfigDigest}"),
        ("POST", "blobs/uploads/"),
        ("POST", $"blobs/uploads/?mount={AccountsSite.ConfigDigest}&from=alice/open"),
        ("GET", "blobs/uploads/0123456789abcdef0123456789abcdef"),
        ("PATCH", "blobs/uploads/0123456789abcdef0123456789abcdef"),
        ("DELETE", "manifests/1"),
        ("DELETE", $"blobs/{AccountsSite.ConfigDigest}"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_ToAHiddenAndAMissingRepository_GetTheSameAnswer()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        AuthenticationHeaderValue?[] callers = [null, AccountsSite.Basic("bob"), await site.BearerAsync("bob", "repository:alice/app:*"), await site.BearerAsync(null, "repository:alice/app:pull")];

        foreach (AuthenticationHeaderValue? caller in callers)
        {
            foreach (var (method, path) in s_requests)
            {
                string hidden = await TranscriptAsync(site, caller, method, "alice/app", path);
                string missing = await TranscriptAsync(site, caller, method, Missing, path);
                Assert.Equal(missing, hidden);
                Assert.Matches("^(401|403) ", hidden);
            }
        }
    }

    [Fact]
    public async Task Tokens_ForAHiddenAndAMissingRepository_HaveTheSameRights()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();

        foreach (string? user in (string?[])[null, "bob"])
        {
            string hidden = await RightsAsync(site, user, "alice/app");
            string missing = await RightsAsync(site, user, Missing);
            Assert.Equal(missing, hidden);
            Assert.Equal("[]", hidden);
        }
    }

    [Fact]
    public async Task Lists_ShowWhatTheCallerMaySee()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();

        Assert.Equal("""{"repositories":["alice/open"]}""", await TextAsync(site, "/v2/_catalog", AccountsSite.Basic("bob")));
        Assert.Equal("""{"repositories":["alice/app","alice/open"]}""", await TextAsync(site, "/v2/_catalog", AccountsSite.Basic("alice")));
        Assert.Equal("""{"repositories":["alice/app","alice/open"]}""", await TextAsync(site, "/v2/_catalog", await site.BearerAsync("root", "registry:catalog:*")));
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Get, "/v2/_catalog", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Get, "/v2/_catalog", await site.BearerAsync("alice", "repository:alice/app:pull")));
    }

    [Theory]
    [InlineData("&from=alice/app")]
    [InlineData("&from=alice/nix")]
    [InlineData("")]
    public async Task Mount_WithoutReadOnTheSource_IsAnUploadAsIfItWereNotThere(string from)
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        const string Secret = "alice's own";
        string digest = AccountsSite.DigestOf(Secret);
        using HttpResponseMessage pushed = await site.SendAsync(HttpMethod.Post, $"/v2/alice/app/blobs/uploads/?digest={digest}", AccountsSite.Basic("alice"), Secret);
        AuthenticationHeaderValue token = await site.BearerAsync("bob", "repository:bob/app:pull,push repository:alice/app:pull");

        foreach (AuthenticationHeaderValue caller in (AuthenticationHeaderValue[])[AccountsSite.Basic("bob"), token])
        {
            using HttpResponseMessage mount = await site.SendAsync(HttpMethod.Post, $"/v2/bob/app/blobs/uploads/?mount={digest}{from}", caller);
            Assert.Equal(HttpStatusCode.Accepted, mount.StatusCode);
            Assert.False(mount.Headers.Contains("Docker-Content-Digest"));
            Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(HttpMethod.Head, $"/v2/bob/app/blobs/{digest}", caller));
        }

        Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
    }

    [Fact]
    public async Task Mount_WithReadOnTheSource_IsDone()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        await site.RunAsync("grant", "alice/app", "bob", "read");

        using HttpResponseMessage mount = await site.SendAsync(
            HttpMethod.Post,
            $"/v2/bob/app/blobs/uploads/?mount={AccountsSite.ConfigDigest}&from=alice/app",
            await site.BearerAsync("bob", "repository:bob/app:pull,push repository:alice/app:pull"));

        Assert.Equal(HttpStatusCode.Created, mount.StatusCode);
    }

    [Fact]
    public async Task Requests_ToAHiddenAndAMissingRepository_TakeAboutTheSameTime()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        AuthenticationHeaderValue caller = await site.BearerAsync("bob", "repository:alice/app:pull");

        // What else the machine does may make one comparison wrong, and not each.
        await Condition.WaitAsync("hidden and missing ones take about the same time", async () => await RatioAsync(site, caller) is > 0.5 and < 2);
    }

    private static async Task<double> RatioAsync(AccountsSite site, AuthenticationHeaderValue caller)
    {
        var hidden = new List<double>();
        var missing = new List<double>();
        for (int i = 0; i < 200; i++)
        {
            hidden.Add(await TimeAsync(site, caller, "alice/app"));
            missing.Add(await TimeAsync(site, caller, Missing));
        }

        return hidden.Order().ElementAt(100) / missing.Order().ElementAt(100);
    }

    private static async Task<double> TimeAsync(AccountsSite site, AuthenticationHeaderValue caller, string repository)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/v2/{repository}/manifests/1", caller);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // Status, headers and body, without what differs from request to request; the repository's name is the one thing that may.
    private static async Task<string> TranscriptAsync(AccountsSite site, AuthenticationHeaderValue? caller, string method, string repository, string path)
    {
        using HttpResponseMessage answer = await site.SendAsync(new HttpMethod(method), $"/v2/{repository}/{path}", caller, method == "PATCH" ? "x" : null);
        IEnumerable<string> headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(static h => h.Key.ToLowerInvariant() is not ("date" or "x-request-id"))
            .Select(static h => $"{h.Key}: {string.Join(", ", h.Value)}")
            .Order(StringComparer.Ordinal);
        string text = $"{(int)answer.StatusCode} {method} {path}\n{string.Join('\n', headers)}\n\n{await answer.Content.ReadAsStringAsync(Cancellation)}";
        return text.Replace(repository, "REPOSITORY", StringComparison.Ordinal);
    }

    private static async Task<string> RightsAsync(AccountsSite site, string? user, string repository)
    {
        string token = (string)(await site.AskAsync(user, $"scope=repository:{repository}:pull,push,delete"))["token"]!;
        string claims = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
        return System.Text.Json.Nodes.JsonNode.Parse(claims)!["access"]!.ToJsonString();
    }

    private static async Task<string> TextAsync(AccountsSite site, string path, AuthenticationHeaderValue caller)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, path, caller);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation);
    }
}
