using System.Text;
using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Tokens;
using Berth.Unit.Registry.Accounts;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Berth.Unit.Registry.Access;

public sealed class AccountAuthorizerTests : IDisposable
{
    private const string Realm = "Bearer realm=\"https://registry.example.org/token\",service=\"registry.example.org\"";

    private static readonly RepositoryName s_app = RepositoryName.Parse("alice/app");
    private static readonly RepositoryName s_open = RepositoryName.Parse("alice/open");
    private static readonly RepositoryName s_missing = RepositoryName.Parse("alice/missing");

    private readonly AccountsData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task DemandAsync_WithoutCredentials_MayPullWhatIsPublicAndIsChallengedElsewhere()
    {
        await SeedAsync();

        Caller caller = await _data.Authorizer.DemandAsync(Http(null), s_open, RepositoryActions.Pull);
        RegistryException push = await RefusalAsync(null, s_open, RepositoryActions.Pull | RepositoryActions.Push);
        RegistryException hidden = await RefusalAsync(null, s_app, RepositoryActions.Pull);
        RegistryException missing = await RefusalAsync(null, s_missing, RepositoryActions.Pull);

        Assert.Null(caller.User);
        Assert.Equal((401, $"{Realm},scope=\"repository:alice/open:pull,push\""), (push.Status, push.Challenge));
        Assert.Equal((401, $"{Realm},scope=\"repository:alice/app:pull\""), (hidden.Status, hidden.Challenge));
        Assert.Equal((hidden.Status, hidden.Message, hidden.Challenge!.Replace("app", "missing", StringComparison.Ordinal)), (missing.Status, missing.Message, missing.Challenge));
    }

    [Fact]
    public async Task DemandAsync_Basic_MayWhatTheUserMay()
    {
        await SeedAsync();

        Caller alice = await _data.Authorizer.DemandAsync(Http(Basic("alice")), s_app, RepositoryActions.All);
        RegistryException hidden = await RefusalAsync(Basic("bob"), s_app, RepositoryActions.Pull);
        RegistryException missing = await RefusalAsync(Basic("bob"), s_missing, RepositoryActions.Pull);
        RegistryException wrong = await RefusalAsync(Basic("alice", "wrong"), s_open, RepositoryActions.Pull);

        Assert.Equal("alice", alice.User);
        Assert.Equal((403, ErrorCode.Denied), (hidden.Status, hidden.Code));
        Assert.Equal((hidden.Status, hidden.Message, hidden.Challenge), (missing.Status, missing.Message, missing.Challenge));
        Assert.Equal(401, wrong.Status);
    }

    [Fact]
    public async Task DemandAsync_Bearer_MayWhatBothTokenAndUserMay()
    {
        await SeedAsync();
        string pull = await TokenAsync("alice", "repository:alice/app:pull");

        Caller alice = await _data.Authorizer.DemandAsync(Http($"Bearer {pull}"), s_app, RepositoryActions.Pull);
        RegistryException push = await RefusalAsync($"Bearer {pull}", s_app, RepositoryActions.Pull | RepositoryActions.Push);
        RegistryException elsewhere = await RefusalAsync($"Bearer {pull}", s_open, RepositoryActions.Pull);
        RegistryException forged = await RefusalAsync($"Bearer {pull}x", s_app, RepositoryActions.Pull);

        Assert.Equal("alice", alice.User);
        Assert.Equal((401, $"{Realm},scope=\"repository:alice/app:pull,push\",error=\"insufficient_scope\""), (push.Status, push.Challenge));
        Assert.Equal((401, $"{Realm},scope=\"repository:alice/open:pull\",error=\"insufficient_scope\""), (elsewhere.Status, elsewhere.Challenge));
        Assert.Equal((401, $"{Realm},scope=\"repository:alice/app:pull\",error=\"invalid_token\""), (forged.Status, forged.Challenge));
    }

    [Fact]
    public async Task DemandAsync_ARightTakenAway_IsGoneWithTheNextRequest()
    {
        await SeedAsync();
        await _data.Grants.SetAsync(s_app, Grantee.User("bob"), RepositoryRight.Write);
        string token = await TokenAsync("bob", "repository:alice/app:pull,push");
        await _data.Authorizer.DemandAsync(Http($"Bearer {token}"), s_app, RepositoryActions.Push);

        await _data.Grants.SetAsync(s_app, Grantee.User("bob"), RepositoryRight.Read);
        RegistryException push = await RefusalAsync($"Bearer {token}", s_app, RepositoryActions.Push);
        await _data.Authorizer.DemandAsync(Http($"Bearer {token}"), s_app, RepositoryActions.Pull);
        await _data.Accounts.RemoveAsync("bob");
        RegistryException gone = await RefusalAsync($"Bearer {token}", s_app, RepositoryActions.Pull);
        await _data.AddAsync("bob");
        RegistryException namesake = await RefusalAsync($"Bearer {token}", s_open, RepositoryActions.Pull);

        Assert.EndsWith("error=\"insufficient_scope\"", push.Challenge, StringComparison.Ordinal);
        Assert.EndsWith("error=\"invalid_token\"", gone.Challenge, StringComparison.Ordinal);
        Assert.EndsWith("error=\"invalid_token\"", namesake.Challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DemandLoginAsync_Version_WantsGoodCredentialsAndCatalogAUser()
    {
        await SeedAsync();
        string plain = await TokenAsync("alice", "");
        string catalog = await TokenAsync("alice", "registry:catalog:*");
        string nobody = await _data.Tokens.IssueAsync(Caller.Anonymous, []);
        const string Scope = "registry:catalog:*";

        RegistryException version = await Assert.ThrowsAsync<RegistryException>(async () => await _data.Authorizer.DemandLoginAsync(Http(null), scope: null));
        await _data.Authorizer.DemandLoginAsync(Http(Basic("alice")), scope: null);
        await _data.Authorizer.DemandLoginAsync(Http($"Bearer {plain}"), scope: null);
        await _data.Authorizer.DemandLoginAsync(Http($"Bearer {nobody}"), scope: null);
        await _data.Authorizer.DemandLoginAsync(Http(Basic("alice")), Scope);
        await _data.Authorizer.DemandLoginAsync(Http($"Bearer {catalog}"), Scope);
        RegistryException lacking = await Assert.ThrowsAsync<RegistryException>(async () => await _data.Authorizer.DemandLoginAsync(Http($"Bearer {plain}"), Scope));

        Assert.Equal(Realm, version.Challenge);
        Assert.Equal($"{Realm},scope=\"{Scope}\",error=\"insufficient_scope\"", lacking.Challenge);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YWxpY2U=")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Digest username=alice")]
    [InlineData("nonsense")]
    public async Task DemandAsync_AHeaderThatIsNone_IsRefused(string header)
    {
        await SeedAsync();

        Assert.Equal(401, (await RefusalAsync(header, s_open, RepositoryActions.Pull)).Status);
    }

    [Fact]
    public async Task DemandAsync_AnAccessTokenForReading_DoesNotPush()
    {
        await SeedAsync();
        var (_, secret) = await _data.AccessTokens.CreateAsync("alice", "ci", expires: null, isReadOnly: true);

        await _data.Authorizer.DemandAsync(Http(Basic("alice", secret)), s_app, RepositoryActions.Pull);

        Assert.Equal(403, (await RefusalAsync(Basic("alice", secret), s_app, RepositoryActions.Push)).Status);
    }

    private static string Basic(string user, string password = "correct horse") =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static DefaultHttpContext Http(string? authorization)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = authorization;
        return http;
    }

    private async Task<string> TokenAsync(string user, string scope)
    {
        var request = new TokenRequest { Service = "", User = user, Password = "correct horse", Access = TokenScope.Parse([scope]) };
        return (await _data.TokenService.AnswerAsync(request, new DefaultHttpContext())).AccessToken;
    }

    private Task<RegistryException> RefusalAsync(string? authorization, RepositoryName repository, RepositoryActions actions) =>
        Assert.ThrowsAsync<RegistryException>(async () => await _data.Authorizer.DemandAsync(Http(authorization), repository, actions));

    private async Task SeedAsync()
    {
        await _data.AddAsync("alice");
        await _data.AddAsync("bob");
        await _data.AddRepositoryAsync("alice/app", isPublic: false);
        await _data.AddRepositoryAsync("alice/open", isPublic: true);
    }
}
