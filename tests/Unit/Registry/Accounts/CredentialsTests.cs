using System.Net;
using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Errors;
using Xunit;

namespace Berth.Unit.Registry.Accounts;

public sealed class CredentialsTests : IDisposable
{
    private static readonly IPAddress s_home = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_elsewhere = IPAddress.Parse("198.51.100.7");

    private readonly AccountsData _data = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task VerifyAsync_APassword_SaysWhoItIs()
    {
        await _data.AddAsync("alice");
        await _data.AddAsync("root", "the other one", isAdministrator: true);

        Caller? alice = await VerifyAsync("alice", "correct horse");
        Caller? root = await VerifyAsync("root", "the other one");

        Assert.Equal(("alice", false), (alice!.User, alice.IsAdministrator));
        Assert.Equal(("root", true), (root!.User, root.IsAdministrator));
        Assert.Null(await VerifyAsync("alice", "the other one"));
        Assert.Null(await VerifyAsync("nobody", "correct horse"));
        Assert.Null(await VerifyAsync("alice", ""));
        Assert.Equal(["login alice password ok", "login root password ok", "login alice password refused"], _data.Audit.Entries.Take(3));
    }

    [Fact]
    public async Task VerifyAsync_AfterAChangeOfThePassword_KnowsTheOldOneNoMore()
    {
        await _data.AddAsync("alice");
        SqliteCredentials otherProcess = _data.NewCredentials();
        Assert.NotNull(await otherProcess.VerifyAsync("alice", "correct horse", s_home, Cancellation));

        await _data.Accounts.SetPasswordAsync("alice", "battery staple");

        Assert.Null(await otherProcess.VerifyAsync("alice", "correct horse", s_home, Cancellation));
        Assert.NotNull(await otherProcess.VerifyAsync("alice", "battery staple", s_home, Cancellation));
    }

    [Fact]
    public async Task VerifyAsync_AQuickHash_IsReplacedByASlowOne()
    {
        await _data.AddAsync("alice");
        await VerifyAsync("alice", "correct horse");

        string hash = LoginState.Read(_data.Database, "alice", s_home).PasswordHash!;

        Assert.Equal(PasswordHash.Cost, PasswordHash.CostOf(hash));
        Assert.NotNull(await _data.NewCredentials().VerifyAsync("alice", "correct horse", s_home, Cancellation));
    }

    [Fact]
    public async Task VerifyAsync_ManyWrongPasswords_MakesTheAddressWait()
    {
        await _data.AddAsync("alice");
        for (int i = 0; i < ThrottlePolicy.Address.Free + 1; i++)
        {
            Assert.Null(await VerifyAsync($"user{i}", "wrong"));
        }

        RegistryException early = await Assert.ThrowsAsync<RegistryException>(() => VerifyAsync("alice", "correct horse"));
        Caller? fromElsewhere = await _data.Credentials.VerifyAsync("alice", "correct horse", s_elsewhere, Cancellation);
        RegistryException elsewhere = await Assert.ThrowsAsync<RegistryException>(
            async () => await _data.NewCredentials().VerifyAsync("alice", "correct horse", s_home, Cancellation));
        _data.Time.Advance(TimeSpan.FromSeconds(1));
        Caller? later = await VerifyAsync("alice", "correct horse");

        Assert.Equal(ErrorCode.TooManyRequests, early.Code);
        Assert.Equal(TimeSpan.FromSeconds(1), early.RetryAfter);
        Assert.Equal(ErrorCode.TooManyRequests, elsewhere.Code);
        Assert.NotNull(fromElsewhere);
        Assert.NotNull(later);
    }

    [Fact]
    public async Task VerifyAsync_AStrangerWithManyAddresses_SlowsAUserDownButNotWhereTheyAreKnown()
    {
        await _data.AddAsync("alice");
        Assert.NotNull(await _data.Credentials.VerifyAsync("alice", "correct horse", s_home, Cancellation));
        for (int i = 0; i < ThrottlePolicy.User.Free + 1; i++)
        {
            Assert.Null(await _data.Credentials.VerifyAsync("alice", "wrong", IPAddress.Parse($"203.0.113.{i}"), Cancellation));
        }

        RegistryException elsewhere = await Assert.ThrowsAsync<RegistryException>(
            async () => await _data.Credentials.VerifyAsync("alice", "correct horse", s_elsewhere, Cancellation));
        Caller? home = await _data.NewCredentials().VerifyAsync("alice", "correct horse", s_home, Cancellation);

        Assert.Equal(ErrorCode.TooManyRequests, elsewhere.Code);
        Assert.NotNull(home);
    }

    [Fact]
    public async Task VerifyAsync_WhereAUserIsKnown_OnlyFailuresAtTheirOwnNameCount()
    {
        await _data.AddAsync("alice");
        Assert.NotNull(await VerifyAsync("alice", "correct horse"));
        for (int i = 0; i < ThrottlePolicy.Address.Free + 1; i++)
        {
            Assert.Null(await VerifyAsync($"user{i}", "wrong"));
        }

        Assert.NotNull(await VerifyAsync("alice", "correct horse"));
        for (int i = 0; i < ThrottlePolicy.Address.Free + 1; i++)
        {
            Assert.Null(await VerifyAsync("alice", "wrong"));
        }

        await Assert.ThrowsAsync<RegistryException>(() => VerifyAsync("alice", "correct horse"));
    }

    [Fact]
    public async Task VerifyAsync_AnAccessToken_IsItsUsersAlone()
    {
        await _data.AddAsync("alice");
        await _data.AddAsync("bob");
        var (token, secret) = await _data.AccessTokens.CreateAsync("alice", "ci", _data.Time.GetUtcNow().AddHours(1), isReadOnly: true);

        Caller? alice = await VerifyAsync("alice", secret);
        Caller? bob = await VerifyAsync("bob", secret);
        _data.Time.Advance(TimeSpan.FromHours(1));
        Caller? late = await VerifyAsync("alice", secret);

        Assert.Equal(new Login(alice!.Login!.Revision, token.Id, IsReadOnly: true), alice.Login);
        Assert.Null(bob);
        Assert.Null(late);
        Assert.NotNull(Assert.Single(_data.AccessTokens.List("alice")).LastUsedAt);
    }

    private async Task<Caller?> VerifyAsync(string user, string secret) => await _data.Credentials.VerifyAsync(user, secret, s_home, Cancellation);
}
