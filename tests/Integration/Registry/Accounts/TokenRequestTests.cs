using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Berth.Integration.Registry.Accounts;

/// <summary>The token service over HTTP, as clients ask it.</summary>
public sealed class TokenRequestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Challenge_OfEachRequest_NamesItsScope()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        string challenge = $"Bearer realm=\"{site.Registry.Url}token\",service=\"berth-registry\"";

        Assert.Equal(challenge, await ChallengeAsync(site, "GET", "/v2/"));
        Assert.Equal($"{challenge},scope=\"repository:alice/app:pull\"", await ChallengeAsync(site, "GET", "/v2/alice/app/manifests/1"));
        Assert.Equal($"{challenge},scope=\"repository:alice/app:pull,push\"", await ChallengeAsync(site, "POST", "/v2/alice/app/blobs/uploads/"));
        Assert.Equal($"{challenge},scope=\"repository:alice/app:delete\"", await ChallengeAsync(site, "DELETE", "/v2/alice/app/manifests/1"));
        Assert.Equal($"{challenge},scope=\"registry:catalog:*\"", await ChallengeAsync(site, "GET", "/v2/_catalog"));
    }

    [Fact]
    public async Task Pull_OfAPublicRepository_NeedsNoLogin()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(HttpMethod.Get, "/v2/alice/open/manifests/1", null));
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(HttpMethod.Get, "/v2/alice/open/manifests/1", await site.BearerAsync(null, "repository:alice/open:pull")));
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(HttpMethod.Get, "/v2/alice/open/manifests/1", AccountsSite.Basic("bob")));
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Get, "/v2/alice/open/manifests/1", AccountsSite.Basic("bob", "wrong")));
    }

    [Fact]
    public async Task Post_InChunksWithoutALength_IsAnsweredAsSkopeoNeedsIt()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        string kept = (string)(await site.AskAsync("alice", "account=alice&client_id=docker&offline_token=true"))["refresh_token"]!;

        JsonNode answer = await PostAsync(site, $"grant_type=refresh_token&refresh_token={kept}&service=berth-registry&client_id=containers/image&scope=repository:alice/app:pull,push+repository:alice/open:pull");

        Assert.Equal("repository:alice/app:pull,push repository:alice/open:pull", (string?)answer["scope"]);
        var token = new AuthenticationHeaderValue("Bearer", (string)answer["access_token"]!);
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(HttpMethod.Get, "/v2/alice/app/manifests/1", token));
        Assert.Equal(HttpStatusCode.Accepted, await site.StatusAsync(HttpMethod.Post, "/v2/alice/app/blobs/uploads/", token));
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Delete, "/v2/alice/app/manifests/1", token));
    }

    [Fact]
    public async Task Post_APassword_GivesARefreshTokenWhereItIsAskedFor()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        const string Form = "grant_type=password&username=alice&password=alice-password&service=berth-registry&client_id=x";

        Assert.Null((await PostAsync(site, Form))["refresh_token"]);
        Assert.StartsWith("berth_rt_", (string?)(await PostAsync(site, Form + "&access_type=offline"))["refresh_token"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grant_type=password&username=alice&password=wrong", "application/x-www-form-urlencoded", 401)]
    [InlineData("grant_type=refresh_token&refresh_token=berth_rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "application/x-www-form-urlencoded", 401)]
    [InlineData("grant_type=refresh_token", "application/x-www-form-urlencoded", 401)]
    [InlineData("grant_type=authorization_code&code=1", "application/x-www-form-urlencoded", 400)]
    [InlineData("grant_type=password&username=alice&password=alice-password&service=elsewhere", "application/x-www-form-urlencoded", 400)]
    [InlineData("", "application/x-www-form-urlencoded", 400)]
    [InlineData("{\"grant_type\":\"password\"}", "application/json", 400)]
    [InlineData("LARGE", "application/x-www-form-urlencoded", 413)]
    [InlineData("MANY", "application/x-www-form-urlencoded", 400)]
    public async Task Post_WhatIsWrong_IsRefusedWithADocument(string form, string type, int status)
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        string body = form switch
        {
            "LARGE" => "grant_type=password&username=" + new string('a', 1 << 20),
            "MANY" => string.Join('&', Enumerable.Range(0, 5000).Select(static i => $"f{i}=1")),
            _ => form,
        };

        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Post, "/token", null, body, type);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.StartsWith("{\"errors\":[{\"code\":", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_ThatAreForged_AreRefusedAsInvalid()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        string token = (await site.BearerAsync("bob", "repository:alice/app:pull")).Parameter!;
        string[] parts = token.Split('.');
        JsonNode claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!;
        claims["sub"] = "alice";
        claims["access"] = new JsonArray(new JsonObject { ["type"] = "repository", ["name"] = "alice/app", ["actions"] = new JsonArray("pull") });
        string payload = Encode(claims.ToJsonString());
        string none = Encode("""{"alg":"none","typ":"JWT"}""");
        string[] forged =
        [
            $"{parts[0]}.{payload}.{parts[2]}",
            $"{none}.{payload}.",
            $"{none}.{payload}.{parts[2]}",
            $"{Encode("""{"alg":"ES256","typ":"JWT","kid":"../../../etc/passwd"}""")}.{payload}.{parts[2]}",
            $"{Encode($$"""{"alg":"ES256","typ":"JWT","kid":"{{new string('k', 12_000)}}"}""")}.{payload}.{parts[2]}",
            "x",
        ];

        foreach (string one in forged)
        {
            using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, "/v2/alice/app/manifests/1", new AuthenticationHeaderValue("Bearer", one));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.EndsWith(",error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rights_TakenAwayByAnotherProcess_AreGoneAtOnce()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        const string Path = "/v2/alice/app/manifests/1";
        await site.RunAsync("grant", "alice/app", "bob", "read");
        AuthenticationHeaderValue bearer = await site.BearerAsync("bob", "repository:alice/app:pull");
        string secret = await site.RunAsync("token", "create", "bob", "ci");
        AuthenticationHeaderValue personal = AccountsSite.Basic("bob", secret);
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(HttpMethod.Get, Path, bearer));
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(HttpMethod.Get, Path, personal));

        await site.RunAsync("token", "revoke", "bob", "1");
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Get, Path, personal));

        await site.RunAsync("revoke", "alice/app", "bob");
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Get, Path, bearer));
        Assert.Equal(HttpStatusCode.Forbidden, await site.StatusAsync(HttpMethod.Get, Path, AccountsSite.Basic("bob")));

        await site.RunAsync("grant", "alice/app", "bob", "read");
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(HttpMethod.Get, Path, bearer));
        await site.RunAsync("key", "rotate", "--revoke");
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Get, Path, bearer));

        bearer = await site.BearerAsync("bob", "repository:alice/app:pull");
        await site.RunAsync("user", "rm", "bob");
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Get, Path, bearer));
        Assert.Equal(HttpStatusCode.Unauthorized, await site.StatusAsync(HttpMethod.Get, Path, AccountsSite.Basic("bob")));
    }

    [Fact]
    public async Task LogIns_ThatFailAgainAndAgain_HaveToWaitAlsoAfterARestart()
    {
        await using AccountsSite site = await AccountsSite.StartAsync();
        int attempts = 0;
        using HttpResponseMessage refusal = await FailAsync(site, () => attempts++);

        using HttpResponseMessage right = await site.SendAsync(HttpMethod.Get, "/token", AccountsSite.Basic("alice"));
        await site.Registry.StopAsync();
        await site.Registry.StartAgainAsync();
        using HttpResponseMessage later = await FailAsync(site, static () => { });

        Assert.InRange(attempts, 5, 10);
        Assert.InRange(refusal.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync(HttpMethod.Get, "/v2/alice/open/manifests/1", null));
        Assert.Contains("toomanyrequests", await later.Content.ReadAsStringAsync(Cancellation), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("refused", await site.RunAsync("audit", "--user", "alice"), StringComparison.Ordinal);
    }

    // Until it has to wait; a delay of a second may pass while a slow hash is worked out, so the attempts are sent together.
    private static async Task<HttpResponseMessage> FailAsync(AccountsSite site, Action count)
    {
        while (true)
        {
            HttpResponseMessage[] answers = await Task.WhenAll(
                Enumerable.Range(0, 3).Select(_ => site.SendAsync(HttpMethod.Get, "/token", AccountsSite.Basic("alice", "wrong"))));
            foreach (HttpResponseMessage answer in answers)
            {
                if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    return answer;
                }

                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                count();
                answer.Dispose();
            }
        }
    }

    private static async Task<JsonNode> PostAsync(AccountsSite site, string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token");
        request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = await site.Http.SendAsync(request, Cancellation);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation))!;
    }

    private static async Task<string> ChallengeAsync(AccountsSite site, string method, string path)
    {
        using HttpResponseMessage answer = await site.SendAsync(new HttpMethod(method), path, null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        return Assert.Single(answer.Headers.GetValues("WWW-Authenticate"));
    }

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
