using Berth.Registry.Accounts;
using Berth.Registry.Configuration;
using Berth.Registry.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Berth.Unit.Registry.Accounts;

public sealed class AccountsStateTests : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly AccountsData _data = new();
    private readonly CountingLog _log = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task HasAccounts_AfterTheFirstUser_IsTrueForEver()
    {
        AccountsState state = State(AccountsMode.Auto, hasAccounts: false);
        _data.Time.Advance(s_interval);
        Assert.False(state.HasAccounts);
        await _data.AddAsync("alice");

        _data.Time.Advance(s_interval);

        Assert.True(state.HasAccounts);
        await _data.Accounts.RemoveAsync("alice");
        _data.Time.Advance(s_interval);
        Assert.True(state.HasAccounts);
        Assert.Equal(1, _log.Warnings);
    }

    [Theory]
    [InlineData(AccountsMode.Off, false, false)]
    [InlineData(AccountsMode.Auto, true, true)]
    [InlineData(AccountsMode.On, true, true)]
    public async Task HasAccounts_OfWhatIsSettled_DoesNotChange(object mode, bool hasAccounts, bool expected)
    {
        AccountsState state = State((AccountsMode)mode, hasAccounts);
        await _data.AddAsync("alice");

        _data.Time.Advance(s_interval);

        Assert.Equal((expected, 0), (state.HasAccounts, _log.Warnings));
    }

    private AccountsState State(AccountsMode mode, bool hasAccounts) =>
        new(new RegistryOptions { Accounts = mode, HasAccounts = hasAccounts }, _data.Database, _data.Time, _log);

    private sealed class CountingLog : ILogger<AccountsState>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings += logLevel == LogLevel.Warning ? 1 : 0;
    }
}
