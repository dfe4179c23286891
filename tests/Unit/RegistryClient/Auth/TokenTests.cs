using System.Net;
using Berth.Oci;
using Berth.RegistryClient;
using Xunit;

namespace Berth.Unit.RegistryClient.Auth;

/// <summary>Tokens: how they are asked for, and how long they serve.</summary>
public sealed class TokenTests
{
    private static readonly RegistryCredentials s_alice = new() { Username = "alice", Password = "s e&cret" };

    private readonly FakeTokens _tokens = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_WithoutCredentials_BringsAnAnonymousToken()
    {
        await _tokens.Open("h.example/x").GetManifestAsync("1", Cancellation);

        Assert.Equal(
            [
                "GET https://h.example/v2/x/manifests/1 -",
                "GET https://a.example/token?scope=repository%3Ax%3Apull&service=h -",
                "GET https://h.example/v2/x/manifests/1 Bearer t1",
            ],
            _tokens.Registry.Lines);
    }

    [Fact]
    public async Task Get_WithAPassword_SendsItToTheTokenServiceOnly()
    {
        await _tokens.Open("h.example/x", s_alice).GetManifestAsync("1", Cancellation);

        Assert.Equal(
            ["GET /token?account=alice&scope=repository%3Ax%3Apull&service=h Basic YWxpY2U6cyBlJmNyZXQ="], _tokens.TokenRequests);
        Assert.DoesNotContain(_tokens.Registry.Requests, r => r.Uri.Host == "h.example" && r.Authorization?.StartsWith("Basic", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Get_ForTheSameRepository_UsesTheTokenAgain()
    {
        RemoteRepository repository = _tokens.Open("h.example/x");

        await repository.GetManifestAsync("1", Cancellation);
        await repository.GetManifestAsync("2", Cancellation);

        Assert.Single(_tokens.TokenRequests);
        Assert.Equal("GET https://h.example/v2/x/manifests/2 Bearer t1", _tokens.Registry.Lines[^1]);
    }

    [Fact]
    public async Task Get_ForAnotherRepositoryOrUser_AsksForAnotherToken()
    {
        using Registries registries = _tokens.Registry.Open();

        await registries.Open(Reference.Parse("h.example/x")).GetManifestAsync("1", Cancellation);
        await registries.Open(Reference.Parse("h.example/y")).GetManifestAsync("1", Cancellation);
        await registries.Open(Reference.Parse("h.example/x"), s_alice).GetManifestAsync("1", Cancellation);

        Assert.Equal(3, _tokens.TokenRequests.Length);
        Assert.Equal(
            ["Bearer t1", "Bearer t2", "Bearer t3"], _tokens.Registry.Requests.Where(r => r.Uri.Host == "h.example").Select(r => r.Authorization).OfType<string>());
    }

    [Theory]
    [InlineData(",\"expires_in\":300", 260, 280)]
    [InlineData("", 50, 58)]
    [InlineData(",\"expires_in\":5", 50, 58)]
    [InlineData(",\"expires_in\":300,\"issued_at\":\"1999-01-01T00:00:00Z\"", 260, 280)]
    [InlineData(",\"expires_in\":300,\"issued_at\":\"2026-01-02T03:02:25Z\"", 160, 180)]
    public async Task Get_ATokenThatRunsOut_IsReplacedBefore(string extra, int stillGood, int over)
    {
        _tokens.Extra = extra;
        RemoteRepository repository = _tokens.Open("h.example/x");
        await repository.GetManifestAsync("1", Cancellation);

        _tokens.Registry.Time.Advance(TimeSpan.FromSeconds(stillGood));
        await repository.GetManifestAsync("1", Cancellation);
        int before = _tokens.TokenRequests.Length;
        _tokens.Registry.Time.Advance(TimeSpan.FromSeconds(over - stillGood));
        await repository.GetManifestAsync("1", Cancellation);

        Assert.Equal(1, before);
        Assert.Equal(2, _tokens.TokenRequests.Length);
    }

    [Fact]
    public async Task Get_ATokenThatIsRefused_IsReplacedOnce()
    {
        RemoteRepository repository = _tokens.Open("h.example/x");
        await repository.GetManifestAsync("1", Cancellation);

        _tokens.Revoke("t1");
        await repository.GetManifestAsync("1", Cancellation);

        Assert.Equal("GET https://h.example/v2/x/manifests/1 Bearer t2", _tokens.Registry.Lines[^1]);
        Assert.Equal(2, _tokens.TokenRequests.Length);
    }

    [Fact]
    public async Task Get_TokensThatTheRegistryNeverTakes_FailsWithItsWords()
    {
        _tokens.Refuse = _ => FakeRegistry.Text(HttpStatusCode.OK, """{"token":"bad"}""");

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => _tokens.Open("h.example/x").GetManifestAsync("1", Cancellation));

        Assert.Equal("unauthorized", e.Message);
        Assert.Equal(RegistryErrorKind.Unauthorized, e.Kind);
        Assert.Single(_tokens.TokenRequests);
    }

    [Fact]
    public async Task Get_SideBySide_AsksForOneToken()
    {
        RemoteRepository repository = _tokens.Open("h.example/x");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => repository.GetManifestAsync($"{i}", Cancellation))));

        Assert.Single(_tokens.TokenRequests);
    }

    [Fact]
    public async Task Get_WithAnIdentityToken_PostsItAndNoPassword()
    {
        await _tokens.Open("h.example/x", new RegistryCredentials { Username = "alice", IdentityToken = "i d" }).GetManifestAsync("1", Cancellation);

        Assert.Equal(
            ["POST /token - client_id=berth&service=h&scope=repository%3Ax%3Apull&grant_type=refresh_token&refresh_token=i+d"], _tokens.TokenRequests);
    }

    [Fact]
    public async Task Get_FromATokenServiceThatOnlyKnowsPost_SendsThePasswordInAForm()
    {
        _tokens.Refuse = r => r.Method == HttpMethod.Get ? FakeRegistry.Text(HttpStatusCode.MethodNotAllowed) : null;

        await _tokens.Open("h.example/x", s_alice).GetManifestAsync("1", Cancellation);

        Assert.Equal(
            "POST /token - client_id=berth&service=h&scope=repository%3Ax%3Apull&grant_type=password&username=alice&password=s+e%26cret&access_type=online",
            _tokens.TokenRequests[^1]);
    }

    [Theory]
    [InlineData("""{"errors":[{"code":"UNAUTHORIZED","message":"bad credentials"}]}""", "unauthorized: bad credentials")]
    [InlineData("""{"details":"incorrect username or password"}""", "unauthorized: incorrect username or password")]
    [InlineData("<html>", "unauthorized: authentication required")]
    public async Task Get_ATokenServiceThatRefuses_IsToldWithTheRequest(string body, string reason)
    {
        _tokens.Refuse = _ => FakeRegistry.Text(HttpStatusCode.Unauthorized, body);

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(
            () => _tokens.Open("h.example/x", s_alice).GetManifestAsync("1", Cancellation));

        Assert.Equal($"Get \"https://h.example/v2/x/manifests/1\": {reason}", e.Message);
        Assert.Equal(RegistryErrorKind.Unauthorized, e.Kind);
        Assert.Single(_tokens.TokenRequests);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"token":"a\r\nX-Evil: 1"}""")]
    [InlineData("""{"token":"a b"}""")]
    public async Task Get_AnAnswerThatIsNoToken_IsRefused(string body)
    {
        _tokens.Refuse = _ => FakeRegistry.Text(HttpStatusCode.OK, body);

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => _tokens.Open("h.example/x").GetManifestAsync("1", Cancellation));

        Assert.Equal(RegistryErrorKind.InvalidAnswer, e.Kind);
    }

    [Fact]
    public async Task Get_ATokenWithoutEnd_IsRefused()
    {
        _tokens.Refuse = _ => FakeRegistry.Text(HttpStatusCode.OK, $$"""{"token":"{{new string('a', 1024 * 1024)}}"}""");

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => _tokens.Open("h.example/x").GetManifestAsync("1", Cancellation));

        Assert.EndsWith("the token service's answer is longer than the 1048576 bytes that are accepted", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AChallengeWithRightsOfItsOwn_AsksForThoseToo()
    {
        _tokens.Challenge += ",scope=\"repository:x:pull repository:base:pull\"";

        await _tokens.Open("h.example/x").GetManifestAsync("1", Cancellation);

        Assert.Equal(["GET /token?scope=repository%3Abase%3Apull&scope=repository%3Ax%3Apull&service=h -"], _tokens.TokenRequests);
    }

    [Fact]
    public async Task Get_WithoutTheRight_IsDeniedInDockersWords()
    {
        var registry = new FakeRegistry(r => r.RequestUri!.Host == "a.example"
            ? FakeRegistry.Text(HttpStatusCode.OK, """{"token":"t"}""")
            : FakeRegistry.Text(
                HttpStatusCode.Unauthorized,
                """{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[{"Type":"repository"}]}]}""",
                ("WWW-Authenticate", "Bearer realm=\"https://a.example/token\",service=\"h\",scope=\"repository:x:pull\",error=\"insufficient_scope\"")));

        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => registry.Repository("h.example/x").GetManifestAsync("1", Cancellation));

        Assert.Equal(
            "pull access denied for h.example/x, repository does not exist or may require 'docker login': "
            + "denied: requested access to the resource is denied",
            e.Message);
        Assert.Equal(RegistryErrorKind.Denied, e.Kind);
    }
}
