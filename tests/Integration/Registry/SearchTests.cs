using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Berth.Harness;
using Xunit;

namespace Berth.Integration.Registry;

/// <summary>A registry that is searched, by clients and by bare requests.</summary>
public sealed class SearchTests(SharedDaemon shared) : IAsyncLifetime
{
    private BerthRegistry? _registry;

    private BerthRegistry Registry => _registry ?? throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        _registry = await BerthRegistry.StartAsync(new BerthRegistryOptions
        {
            Users = new Dictionary<string, string> { ["alice"] = "a long secret", ["bob"] = "another secret" },
            Configuration = "accounts = { new-repositories = \"public\" }",
        });
        using HttpClient alice = Client("alice", "a long secret");
        await SmallPush.ImageAsync(alice, "alice/lnmp", "latest");
        await SmallPush.ImageAsync(alice, "alice/lnmp-proxy", "latest");
    }

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
        {
            await _registry.DisposeAsync();
        }
    }

    [Fact]
    public async Task Search_ByTheClient_ShowsWhatIsThere()
    {
        string[] lines = (await shared.Daemon.RunAsync(["search", $"{Registry.Host}/lnmp"])).Succeeded().Lines;

        Assert.Matches("^NAME +DESCRIPTION +STARS +OFFICIAL", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Contains("alice/lnmp ", lines[1], StringComparison.Ordinal);
        Assert.Contains("alice/lnmp-proxy ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_ByTheClientWithALimit_ShowsTheFirst()
    {
        string[] lines = (await shared.Daemon.RunAsync(["search", "--limit", "1", $"{Registry.Host}/lnmp"])).Succeeded().Lines;

        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public async Task Search_ByPodman_ShowsWhatIsThere()
    {
        Assert.SkipWhen(Installation.OnPath("podman") is null, "no podman");

        CommandResult found = await Command.RunAsync("podman", ["search", "--tls-verify=false", "--format", "{{.Name}}", $"{Registry.Host}/lnmp"]);

        Assert.Equal([$"{Registry.Host}/alice/lnmp", $"{Registry.Host}/alice/lnmp-proxy"], found.Succeeded().Lines.Select(l => l.Trim()));
    }

    [Fact]
    public async Task Search_PrivateRepository_IsFoundOnlyByItsUser()
    {
        (await MakePrivateAsync("alice/lnmp")).Succeeded();

        Assert.Equal(["alice/lnmp-proxy"], await NamesAsync(null));
        Assert.Equal(["alice/lnmp-proxy"], await NamesAsync(("bob", "another secret")));
        Assert.Equal(["alice/lnmp", "alice/lnmp-proxy"], await NamesAsync(("alice", "a long secret")));
    }

    [Fact]
    public async Task Search_WithAWrongPassword_IsRefused()
    {
        using HttpClient http = Client("alice", "wrong");
        using HttpResponseMessage answer = await http.GetAsync("/v1/search?q=lnmp", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("repository:alice/lnmp:pull", HttpStatusCode.Unauthorized)]
    [InlineData("registry:catalog:search", HttpStatusCode.OK)]
    public async Task Search_WithAToken_NeedsItsScope(string scope, HttpStatusCode status)
    {
        using HttpClient http = Client("alice", "a long secret");
        using JsonDocument answer = JsonDocument.Parse(await http.GetStringAsync($"/token?service=berth-registry&scope={scope}", TestContext.Current.CancellationToken));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.RootElement.GetProperty("token").GetString());

        using HttpResponseMessage found = await http.GetAsync("/v1/search?q=lnmp", TestContext.Current.CancellationToken);

        Assert.Equal(status, found.StatusCode);
    }

    [Theory]
    [InlineData("/v1/search", HttpStatusCode.OK)]
    [InlineData("/v1/search?q=%22", HttpStatusCode.OK)]
    [InlineData("/v1/search?q=a%20AND%20(%20NEAR", HttpStatusCode.OK)]
    [InlineData("/v1/search?q=%00%FF%ED%A0%80", HttpStatusCode.OK)]
    [InlineData("/v1/search?q=x&n=1000000000000&page=99999999999", HttpStatusCode.OK)]
    [InlineData("/v1/search?q=x&n=-1", HttpStatusCode.BadRequest)]
    [InlineData("/v1/search?q=x&page=x", HttpStatusCode.BadRequest)]
    [InlineData("/v1/_ping", HttpStatusCode.OK)]
    public async Task Search_OfAnything_IsNoFault(string path, HttpStatusCode status)
    {
        using var http = new HttpClient { BaseAddress = Registry.Url };
        using HttpResponseMessage answer = await http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    private async Task<string[]> NamesAsync((string User, string Password)? login)
    {
        using HttpClient http = login is { } l ? Client(l.User, l.Password) : new HttpClient { BaseAddress = Registry.Url };
        using JsonDocument answer = JsonDocument.Parse(await http.GetStringAsync("/v1/search?q=lnmp"));
        return [.. answer.RootElement.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("name").GetString()!)];
    }

    private Task<CommandResult> MakePrivateAsync(string repository) => Command.RunAsync(
        "python3", ["-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1],timeout=10); c.execute('update repositories set is_public=0 where name=?',(sys.argv[2],)); c.commit()", Path.Combine(Registry.Data, "registry.db"), repository]);

    private HttpClient Client(string user, string password) => new()
    {
        BaseAddress = Registry.Url,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))) },
    };
}
