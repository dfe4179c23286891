using System.Net;
using Berth.RegistryClient;
using Xunit;

namespace Berth.Unit.RegistryClient.Auth;

/// <summary>Trying credentials.</summary>
public sealed class LoginTests
{
    private static readonly RegistryCredentials s_alice = new() { Username = "alice", Password = "secret" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_ATokenServiceWithRefreshTokens_GivesOneToKeepInsteadOfThePassword()
    {
        var tokens = new FakeTokens { Extra = ",\"refresh_token\":\"long-lived\"" };

        LoginResult result = await tokens.Registry.Open().LoginAsync("h.example", s_alice, Cancellation);

        Assert.Equal(new LoginResult("Login Succeeded", "long-lived"), result);
        Assert.Equal(
            [
                "GET https://h.example/v2/ -",
                "GET https://a.example/token?account=alice&client_id=berth&offline_token=true&service=h Basic YWxpY2U6c2VjcmV0",
                "GET https://h.example/v2/ Bearer t1",
            ],
            tokens.Registry.Lines);
    }

    [Fact]
    public async Task Login_ATokenServiceThatOnlyKnowsPost_IsAskedForOfflineAccess()
    {
        var tokens = new FakeTokens
        {
            Extra = ",\"refresh_token\":\"long-lived\"",
            Refuse = r => r.Method == HttpMethod.Get ? FakeRegistry.Text(HttpStatusCode.NotFound) : null,
        };

        LoginResult result = await tokens.Registry.Open().LoginAsync("h.example", s_alice, Cancellation);

        Assert.Equal("long-lived", result.IdentityToken);
        Assert.Equal(
            "POST /token - client_id=berth&service=h&grant_type=password&username=alice&password=secret&access_type=offline", tokens.TokenRequests[^1]);
    }

    [Fact]
    public async Task Login_WithTheKeptToken_KeepsIt()
    {
        var tokens = new FakeTokens();

        LoginResult result = await tokens.Registry.Open().LoginAsync(
            "h.example", new RegistryCredentials { Username = "alice", IdentityToken = "kept" }, Cancellation);

        Assert.Equal("kept", result.IdentityToken);
        Assert.Equal(["POST /token - client_id=berth&service=h&grant_type=refresh_token&refresh_token=kept"], tokens.TokenRequests);
    }

    [Fact]
    public async Task Login_Again_TriesTheCredentialsAgain()
    {
        var tokens = new FakeTokens();
        using Registries registries = tokens.Registry.Open();

        await registries.LoginAsync("h.example", s_alice, Cancellation);
        tokens.Refuse = _ => FakeRegistry.Text(HttpStatusCode.Unauthorized, """{"details":"incorrect username or password"}""");
        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => registries.LoginAsync("h.example", s_alice, Cancellation));

        Assert.Equal("Get \"https://h.example/v2/\": unauthorized: incorrect username or password", e.Message);
        Assert.Equal(RegistryErrorKind.Unauthorized, e.Kind);
    }

    [Fact]
    public async Task Login_ARegistryWithPasswords_TakesTheRightOneOnly()
    {
        var registry = new FakeRegistry(r => r.Headers.Authorization?.Parameter == "YWxpY2U6c2VjcmV0"
            ? FakeRegistry.Text(HttpStatusCode.OK, "{}")
            : FakeRegistry.Text(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", "Basic realm=\"r\"")));
        using Registries registries = registry.Open();

        LoginResult result = await registries.LoginAsync("https://h.example/v1/", s_alice, Cancellation);
        RegistryException wrong = await Assert.ThrowsAsync<RegistryException>(
            () => registries.LoginAsync("h.example", s_alice with { Password = "no" }, Cancellation));
        RegistryException none = await Assert.ThrowsAsync<RegistryException>(
            () => registries.LoginAsync("h.example", new RegistryCredentials(), Cancellation));

        Assert.Equal(new LoginResult("Login Succeeded", ""), result);
        Assert.Equal("login attempt to https://h.example/v2/ failed with status: 401 Unauthorized", wrong.Message);
        Assert.Equal("Get \"https://h.example/v2/\": no basic auth credentials", none.Message);
    }

    [Fact]
    public async Task Login_AtDockerHub_IsAtItsOwnHost()
    {
        var registry = new FakeRegistry(_ => FakeRegistry.Text(HttpStatusCode.OK, "{}"));

        await registry.Open().LoginAsync("https://index.docker.io/v1/", s_alice, Cancellation);

        Assert.Equal(["GET https://registry-1.docker.io/v2/ -"], registry.Lines);
    }

    [Fact]
    public async Task Login_ARegistryThatIsBusy_IsTriedAgain()
    {
        int calls = 0;
        var registry = new FakeRegistry(_ => FakeRegistry.Text(++calls < 3 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));

        LoginResult result = await registry.Open().LoginAsync("h.example", s_alice, Cancellation);

        Assert.Equal("Login Succeeded", result.Status);
        Assert.Equal(3, calls);
    }
}
