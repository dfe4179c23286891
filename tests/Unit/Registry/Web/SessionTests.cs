using Berth.Registry.Web.Sessions;
using Berth.Unit.Registry.Accounts;
using Xunit;

namespace Berth.Unit.Registry.Web;

public sealed class SessionTests : IDisposable
{
    private readonly AccountsData _data = new();
    private readonly SessionTable _sessions;

    public SessionTests()
    {
        _data.Database.Migrate("web", SessionSchema.Migrations);
        _sessions = new SessionTable(_data.Database, _data.Time);
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Find_SessionThatBegan_IsTheUsers()
    {
        SessionSecret secret = await BeginAsync("alice");

        Session? session = _sessions.Find(SessionSecret.Parse(secret.ToCookie())!.Value);

        Assert.Equal(("alice", "192.0.2.1", "Firefox"), (session?.User, session?.Address, session?.Browser));
        Assert.Null(_sessions.Find(SessionSecret.New()));
    }

    [Fact]
    public async Task Find_AfterIdleTime_IsNothing()
    {
        SessionSecret secret = await BeginAsync("alice");

        _data.Time.Advance(SessionRules.Idle);

        Assert.Null(_sessions.Find(secret));
        Assert.Empty(_sessions.List("alice"));
    }

    [Fact]
    public async Task Find_SessionInUse_LastsToItsAbsoluteEnd()
    {
        SessionSecret secret = await BeginAsync("alice");
        TimeSpan used = TimeSpan.Zero;
        for (TimeSpan step = SessionRules.Idle / 2; used + step < SessionRules.Absolute; used += step)
        {
            _data.Time.Advance(step);
            Assert.NotNull(_sessions.Find(secret));

            // The use is recorded behind the answer; any later write comes after it.
            await _data.Database.WriteAsync(static _ => true);
        }

        _data.Time.Advance(SessionRules.Absolute - used);

        Assert.Null(_sessions.Find(secret));
    }

    [Fact]
    public async Task Find_AfterChangeOfPassword_IsNothing()
    {
        SessionSecret secret = await BeginAsync("alice");

        await _data.Accounts.SetPasswordAsync("alice", "another one");

        Assert.Null(_sessions.Find(secret));
    }

    [Fact]
    public async Task Find_AfterTheUserWasRemovedAndMadeAgain_IsNothing()
    {
        SessionSecret secret = await BeginAsync("alice");

        await _data.Accounts.RemoveAsync("alice");
        await _data.AddAsync("alice");

        Assert.Null(_sessions.Find(secret));
    }

    [Fact]
    public async Task EndAllAsync_ButForOne_LeavesIt()
    {
        SessionSecret first = await BeginAsync("alice");
        SessionSecret second = await BeginAsync("alice");
        SessionSecret other = await BeginAsync("bob");

        await _sessions.EndAllAsync("alice", _sessions.Find(second)!.Id);

        Assert.Null(_sessions.Find(first));
        Assert.NotNull(_sessions.Find(second));
        Assert.NotNull(_sessions.Find(other));
    }

    [Fact]
    public async Task EndAsync_SessionOfSomebodyElse_IsRefused()
    {
        SessionSecret secret = await BeginAsync("alice");

        Assert.False(await _sessions.EndAsync("bob", _sessions.Find(secret)!.Id));
        Assert.True(await _sessions.EndAsync("alice", _sessions.Find(secret)!.Id));
        Assert.Null(_sessions.Find(secret));
    }

    [Fact]
    public async Task BeginAsync_OverAndOver_KeepsTheLatest()
    {
        for (int i = 0; i < 60; i++)
        {
            await BeginAsync("alice");
        }

        Assert.Equal(50, _sessions.List("alice").Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("../../../../../../../../../../../../etc/shad")]
    public void Parse_WhatIsNoSecret_IsNull(string? cookie) => Assert.Null(SessionSecret.Parse(cookie));

    [Fact]
    public void IsFormToken_OfAnotherBrowser_IsFalse()
    {
        SessionSecret ours = SessionSecret.New();

        Assert.True(ours.IsFormToken(ours.FormToken()));
        Assert.False(ours.IsFormToken(SessionSecret.New().FormToken()));
        Assert.False(ours.IsFormToken(""));
        Assert.False(ours.IsFormToken(null));
        Assert.NotEqual(ours.ToCookie(), ours.FormToken());
    }

    private async Task<SessionSecret> BeginAsync(string user)
    {
        if (_data.Accounts.Find(user) is null)
        {
            await _data.AddAsync(user);
        }

        SessionSecret secret = SessionSecret.New();
        await _sessions.BeginAsync(secret, new NewSession(user, _data.Accounts.Find(user)!.Revision, "192.0.2.1", "Firefox"));
        return secret;
    }
}
