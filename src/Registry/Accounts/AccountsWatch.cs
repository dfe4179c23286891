using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Configuration;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Accounts;

/// <summary>
/// In a registry that was started without accounts: says so in the log when somebody adds a user. It stays open to everyone until it is started again:
/// what began under one set of rules does not go on under another.
/// </summary>
internal sealed partial class AccountsWatch(RegistryOptions options, RegistryDatabase database, TimeProvider time, ILogger<AccountsWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.HasAccounts || options.Accounts == AccountsMode.Off)
        {
            return;
        }

        using var timer = new PeriodicTimer(s_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (SqliteAccounts.HasAny(database))
            {
                LogOutdated(logger);
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "there are users now, but this registry was started without accounts: everyone may do everything until it is started again")]
    private static partial void LogOutdated(ILogger logger);
}
