using Berth.Registry.Accounts;
using Berth.Registry.Configuration;
using Berth.Registry.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Berth.Unit.Registry.Accounts;

public sealed class AccountsWatchTests : IDisposable
{
    private readonly AccountsData _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(AccountsMode.Auto, false, 1)]
    [InlineData(AccountsMode.Off, false, 0)]
    [InlineData(AccountsMode.Auto, true, 0)]
    public async Task ExecuteAsync_AUserInAnOpenRegistry_IsWarnedOf(object mode, bool hasAccounts, int warnings)
    {
        await _data.AddAsync("alice");
        var log = new CountingLog();
        using var watch = new AccountsWatch(new RegistryOptions { Accounts = (AccountsMode)mode, HasAccounts = hasAccounts }, _data.Database, _data.Time, log);

        await watch.StartAsync(TestContext.Current.CancellationToken);
        await watch.ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(warnings, log.Warnings);
    }

    private sealed class CountingLog : ILogger<AccountsWatch>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings += logLevel == LogLevel.Warning ? 1 : 0;
    }
}
