using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry.Accounts;

/// <summary>What the commands change beside a registry that serves counts there at once: its first user, and the end of a user's log-ins.</summary>
public sealed class FirstUserTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_OfTheFirstUser_ClosesTheOpenRegistryThatServes()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync();
        using var http = new HttpClient { BaseAddress = registry.Url };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "v2/"));
        Assert.Equal(HttpStatusCode.Accepted, await BeginAsync(http));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "token"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "login"));

        CommandResult added = (await registry.RunAsync(Password, "user", "add", "alice", "--admin", "--password-stdin")).Succeeded();

        Assert.Contains("has accounts now", added.Error, StringComparison.Ordinal);
        await Condition.WaitAsync("the registry has accounts", async () => await StatusAsync(http, "v2/") == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, await BeginAsync(http));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "login"));
        http.DefaultRequestHeaders.Authorization = Bearer(await TokenAsync(http, "repository:alice/app:pull,push"));
        Assert.Equal(HttpStatusCode.Accepted, await BeginAsync(http));
        Assert.Contains("there are users now", registry.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_OfLogIns_EndsBearerTokensToo()
    {
        await using BerthRegistry registry = await BerthRegistry.StartAsync(new BerthRegistryOptions { Users = new Dictionary<string, string> { ["alice"] = Password } });
        using var http = new HttpClient { BaseAddress = registry.Url };
        AuthenticationHeaderValue bearer = Bearer(await TokenAsync(http, "repository:alice/app:pull,push"));
        http.DefaultRequestHeaders.Authorization = bearer;
        Assert.Equal(HttpStatusCode.Accepted, await BeginAsync(http));

        (await registry.RunAsync(null, "token", "revoke", "alice", "--logins")).Succeeded();

        Assert.Equal(HttpStatusCode.Unauthorized, await BeginAsync(http));
        http.DefaultRequestHeaders.Authorization = null;
        http.DefaultRequestHeaders.Authorization = Bearer(await TokenAsync(http, "repository:alice/app:pull,push"));
        Assert.Equal(HttpStatusCode.Accepted, await BeginAsync(http));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> BeginAsync(HttpClient http)
    {
        using HttpResponseMessage answer = await http.PostAsync(new Uri("v2/alice/app/blobs/uploads/", UriKind.Relative), null, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<string> TokenAsync(HttpClient http, string scope)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"token?service=berth-registry&scope={scope}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{Password}")));
        using HttpResponseMessage answer = await http.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["token"]!.ToString();
    }

    private static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);
}
