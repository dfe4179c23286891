using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Errors;
using Berth.Registry.Naming;
using Berth.Registry.Tokens;
using Berth.Unit.Registry.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Berth.Unit.Registry.Tokens;

public sealed class TokenServiceTests : IDisposable
{
    private readonly AccountsData _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("repository:alice/app:pull,push", "repository:alice/app:pull,push")]
    [InlineData("repository:alice/app:*", "repository:alice/app:pull,push,delete")]
    [InlineData("repository:bob/app:pull,push", "")]
    [InlineData("repository:bob/open:pull,push", "repository:bob/open:pull")]
    [InlineData("repository:bob/shared:pull,push,delete", "repository:bob/shared:pull,push")]
    [InlineData("repository:acme/app:pull,push,delete", "repository:acme/app:pull,push")]
    [InlineData("repository:../etc:pull", "")]
    [InlineData("registry:catalog:*", "registry:catalog:*")]
    [InlineData("registry:catalog:search", "registry:catalog:search")]
    [InlineData("registry:other:*", "")]
    [InlineData("galaxy:alice/app:pull", "")]
    public async Task AnswerAsync_WhatMayNotBeDone_IsLeftOut(string scope, string given)
    {
        await SeedAsync();

        TokenAnswer answer = await AskAsync(Request("alice") with { Access = TokenScope.Parse([scope]) });

        Assert.Equal(given, TokenScope.Format((await _data.Tokens.CheckAsync(answer.AccessToken))!.Access));
    }

    [Fact]
    public async Task AnswerAsync_Nobody_MayPullWhatIsPublic()
    {
        await SeedAsync();

        TokenAnswer answer = await AskAsync(Request(null) with
        {
            Access = TokenScope.Parse(["repository:bob/open:pull,push repository:bob/app:pull registry:catalog:*,search"]),
            WantsRefreshToken = true,
        });
        BearerToken token = (await _data.Tokens.CheckAsync(answer.Token!))!;

        Assert.Null(token.User);
        Assert.Equal("repository:bob/open:pull registry:catalog:search", TokenScope.Format(token.Access));
        Assert.Null(answer.RefreshToken);
    }

    [Fact]
    public async Task AnswerAsync_AWrongPasswordOrService_IsRefused()
    {
        await SeedAsync();

        RegistryException password = await Assert.ThrowsAsync<RegistryException>(() => AskAsync(Request("alice") with { Password = "wrong" }));
        RegistryException service = await Assert.ThrowsAsync<RegistryException>(() => AskAsync(Request("alice") with { Service = "elsewhere" }));
        RegistryException refresh = await Assert.ThrowsAsync<RegistryException>(() => AskAsync(Request(null) with { RefreshToken = "berth_rt_" + new string('a', 43) }));

        Assert.Equal((401, 400, 401), (password.Status, service.Status, refresh.Status));
    }

    [Fact]
    public async Task AnswerAsync_ARefreshToken_ServesUntilThePasswordChanges()
    {
        await SeedAsync();
        string kept = (await AskAsync(Request("alice") with { WantsRefreshToken = true })).RefreshToken!;
        TokenRequest request = Request(null) with { RefreshToken = kept, IsOAuth = true, Access = TokenScope.Parse(["repository:alice/app:push"]) };

        TokenAnswer answer = await AskAsync(request);
        _data.Time.Advance(RefreshTokens.Life - TimeSpan.FromDays(1));
        await AskAsync(request);
        _data.Time.Advance(RefreshTokens.Life - TimeSpan.FromDays(1));
        await AskAsync(request);
        await _data.Accounts.SetPasswordAsync("alice", "battery staple");
        RegistryException changed = await Assert.ThrowsAsync<RegistryException>(() => AskAsync(request));

        Assert.Equal(("repository:alice/app:push", kept), (answer.Scope, answer.RefreshToken));
        Assert.Null(answer.Token);
        Assert.Equal(401, changed.Status);
    }

    [Fact]
    public async Task AnswerAsync_ARefreshTokenNobodyUses_Expires()
    {
        await SeedAsync();
        string kept = (await AskAsync(Request("alice") with { WantsRefreshToken = true })).RefreshToken!;
        _data.Time.Advance(RefreshTokens.Life);

        await Assert.ThrowsAsync<RegistryException>(() => AskAsync(Request(null) with { RefreshToken = kept }));
    }

    [Fact]
    public async Task AnswerAsync_AnAccessTokenForReading_GivesNoMoreByWayOfARefreshToken()
    {
        await SeedAsync();
        var (token, secret) = await _data.AccessTokens.CreateAsync("alice", "ci", expires: null, isReadOnly: true);
        IReadOnlyList<TokenAccess> push = TokenScope.Parse(["repository:alice/app:pull,push"]);
        string kept = (await AskAsync(Request("alice") with { Password = secret, WantsRefreshToken = true })).RefreshToken!;

        TokenAnswer answer = await AskAsync(Request(null) with { RefreshToken = kept, Access = push });
        BearerToken bearer = (await _data.Tokens.CheckAsync(answer.AccessToken))!;
        Assert.NotNull(_data.Rights.Standing(bearer, _data.Keys.HoldsIfRetiredAfter()));
        await _data.AccessTokens.RevokeAsync("alice", token.Id);

        Assert.Equal("repository:alice/app:pull", TokenScope.Format(bearer.Access));
        Assert.Null(_data.Rights.Standing(bearer, _data.Keys.HoldsIfRetiredAfter()));
        await Assert.ThrowsAsync<RegistryException>(() => AskAsync(Request(null) with { RefreshToken = kept }));
    }

    [Fact]
    public void OfQuery_WhatDockerSends_IsRead()
    {
        var query = new QueryCollection(new Dictionary<string, StringValues>
        {
            ["account"] = "alice",
            ["client_id"] = "docker",
            ["offline_token"] = "true",
            ["service"] = "s",
            ["scope"] = new(["repository:a:pull", "repository:b:push,pull"]),
        });

        TokenRequest request = TokenRequest.OfQuery(query, "Basic YWxpY2U6YTpi");

        Assert.Equal(("alice", "a:b", "docker", true, "s"), (request.User, request.Password, request.Client, request.WantsRefreshToken, request.Service));
        Assert.Equal("repository:a:pull repository:b:push,pull", TokenScope.Format(request.Access));
        Assert.Throws<RegistryException>(() => TokenRequest.OfQuery(query, "Basic !!"));
        Assert.Throws<RegistryException>(() => TokenRequest.OfQuery(query, "Bearer x"));
    }

    [Fact]
    public void OfForm_BothGrants_AreRead()
    {
        var form = new Dictionary<string, StringValues>
        {
            ["grant_type"] = "password", ["username"] = "alice", ["password"] = "p", ["access_type"] = "offline", ["scope"] = "repository:a:pull repository:b:push",
        };

        TokenRequest password = TokenRequest.OfForm(form);
        TokenRequest refresh = TokenRequest.OfForm(new Dictionary<string, StringValues> { ["grant_type"] = "refresh_token", ["refresh_token"] = "r" });

        Assert.Equal(("alice", "p", true, 2), (password.User, password.Password, password.WantsRefreshToken, password.Access.Count));
        Assert.Equal((null, "r", false), (refresh.User, refresh.RefreshToken, refresh.WantsRefreshToken));
        Assert.Equal(400, Assert.Throws<RegistryException>(() => TokenRequest.OfForm(new Dictionary<string, StringValues>())).Status);
    }

    private static TokenRequest Request(string? user) => new() { Service = "", Access = [], User = user, Password = "correct horse" };

    private async Task<TokenAnswer> AskAsync(TokenRequest request) => await _data.TokenService.AnswerAsync(request, new DefaultHttpContext());

    private async Task SeedAsync()
    {
        await _data.AddAsync("alice");
        await _data.AddAsync("bob");
        await _data.Teams.AddAsync("acme");
        await _data.Teams.AddMemberAsync("acme", "alice");
        await _data.AddRepositoryAsync("bob/open", isPublic: true);
        await _data.AddRepositoryAsync("bob/app", isPublic: false);
        await _data.Grants.SetAsync(RepositoryName.Parse("bob/shared"), Grantee.User("alice"), RepositoryRight.Write);
    }
}
