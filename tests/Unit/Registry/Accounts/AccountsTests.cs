using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Naming;
using Xunit;

namespace Berth.Unit.Registry.Accounts;

public sealed class AccountsTests : IDisposable
{
    private readonly AccountsData _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("Alice")]
    [InlineData("a/b")]
    [InlineData("../etc")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a'--")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task AddAsync_ANameThatIsNoPathComponent_IsRefused(string name)
    {
        AccountException e = await Assert.ThrowsAsync<AccountException>(async () => await _data.Accounts.AddAsync(name, "long enough", isAdministrator: false));

        Assert.Equal(AccountError.NameInvalid, e.Error);
    }

    [Theory]
    [InlineData("short", AccountError.PasswordTooShort)]
    [InlineData("ääääääääääääääääääääääääääääääääääääää", AccountError.PasswordTooLong)]
    [InlineData("with\0nul inside", AccountError.PasswordTooLong)]
    public async Task AddAsync_APasswordThatIsNone_IsRefused(string password, object error)
    {
        AccountException e = await Assert.ThrowsAsync<AccountException>(async () => await _data.Accounts.AddAsync("alice", password, isAdministrator: false));

        Assert.Equal((AccountError)error, e.Error);
    }

    [Fact]
    public async Task AddAsync_AnotherOfTheName_IsRefused()
    {
        await _data.AddAsync("alice");
        await _data.Teams.AddAsync("acme");

        AccountException user = await Assert.ThrowsAsync<AccountException>(() => _data.AddAsync("alice"));
        AccountException team = await Assert.ThrowsAsync<AccountException>(() => _data.AddAsync("acme"));
        AccountException teamOfUser = await Assert.ThrowsAsync<AccountException>(async () => await _data.Teams.AddAsync("alice"));

        Assert.All([user, team, teamOfUser], static e => Assert.Equal(AccountError.NameTaken, e.Error));
    }

    [Fact]
    public async Task RemoveAsync_AUser_TakesTokensGrantsAndMembershipsAlong()
    {
        await _data.AddAsync("alice");
        await _data.Teams.AddAsync("acme");
        await _data.Teams.AddMemberAsync("acme", "alice");
        await _data.Grants.SetAsync(RepositoryName.Parse("bob/app"), Grantee.User("alice"), RepositoryRight.Write);
        await _data.AccessTokens.CreateAsync("alice", "ci", expires: null);

        Assert.True(await _data.Accounts.RemoveAsync("alice"));
        Assert.False(await _data.Accounts.RemoveAsync("alice"));
        await _data.AddAsync("alice");

        Assert.Empty(_data.AccessTokens.List("alice"));
        Assert.Empty(_data.Teams.Find("acme")!.Members);
        Assert.Equal(RepositoryRight.None, _data.Grants.RightOf("alice", RepositoryName.Parse("bob/app")));
    }

    [Fact]
    public async Task SetAsync_Rights_ReplaceEachOther()
    {
        await _data.AddAsync("alice");
        await _data.Teams.AddAsync("acme");
        RepositoryName app = RepositoryName.Parse("bob/app");
        await _data.Grants.SetAsync(app, Grantee.Team("acme"), RepositoryRight.Read);
        await _data.Grants.SetAsync(app, Grantee.User("alice"), RepositoryRight.Read);
        await _data.Grants.SetAsync(app, Grantee.User("alice"), RepositoryRight.Admin);

        Assert.Equal(["alice Admin", "team:acme Read"], _data.Grants.List(app).Select(static g => $"{g.Grantee} {g.Right}"));

        await _data.Grants.SetAsync(app, Grantee.User("alice"), RepositoryRight.None);
        AccountException unknown = await Assert.ThrowsAsync<AccountException>(
            async () => await _data.Grants.SetAsync(app, Grantee.Team("nobody"), RepositoryRight.Read));

        Assert.Equal(["team:acme Read"], _data.Grants.List(app).Select(static g => $"{g.Grantee} {g.Right}"));
        Assert.Equal(AccountError.Unknown, unknown.Error);
    }
}
