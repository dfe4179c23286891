using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Configuration;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Accounts;

/// <summary>
/// Whether the registry has accounts now. One that was started without any gets them with the first user, whichever process adds it: the database is asked
/// with the requests, at most ten times a second. From then on there are accounts until the registry is started again, whoever is removed.
/// </summary>
internal sealed partial class AccountsState(RegistryOptions options, RegistryDatabase database, TimeProvider time, ILogger<AccountsState> logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private long _asked = time.GetUtcNow().UtcTicks;
    private volatile bool _has = options.HasAccounts;

    public bool HasAccounts => _has || (MayChange && Ask());

    /// <summary>Accounts may come while the registry serves: it has none, and nothing was said of them.</summary>
    private bool MayChange => options.Accounts == AccountsMode.Auto;

    private bool Ask()
    {
        long asked = Interlocked.Read(ref _asked), now = time.GetUtcNow().UtcTicks;

        // Also when the clock was set back.
        if (Math.Abs(now - asked) < s_interval.Ticks || Interlocked.CompareExchange(ref _asked, now, asked) != asked)
        {
            return _has;
        }

        if (SqliteAccounts.HasAny(database))
        {
            _has = true;
            LogAccounts(logger);
        }

        return _has;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "there are users now: from here on the registry has accounts, and not everyone may do everything")]
    private static partial void LogAccounts(ILogger logger);
}
