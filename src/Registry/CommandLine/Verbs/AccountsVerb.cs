using System.Globalization;
using Berth.Registry.Accounts;
using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Auditing;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;
using Berth.Registry.Tokens;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary>What the verbs about accounts work with: the data directory, which a registry may be serving at the same time, and the roles over it.</summary>
internal sealed class AccountsVerb : IDisposable
{
    private readonly RegistryData _data;
    private readonly TimeProvider _time;

    private AccountsVerb(RegistryData data, TimeProvider time)
    {
        _data = data;
        _time = time;
        Accounts = new SqliteAccounts(data.Database, time);
    }

    public RegistryDatabase Database => _data.Database;

    public RegistryOptions Options => _data.Options;

    public SqliteAccounts Accounts { get; }

    public ITeams Teams => new SqliteTeams(Database, _time);

    public IGrants Grants => new SqliteGrants(Database);

    public IAccessTokens AccessTokens => new SqliteAccessTokens(Database, _time);

    public RefreshTokens RefreshTokens => new(Database, _time);

    public SigningKeys Keys => new(Database, _time);

    /// <summary>Does a verb's work; what is wrong with the accounts is for the user to read.</summary>
    /// <exception cref="VerbException">It cannot be done.</exception>
    public static async Task<int> RunAsync(VerbCall call, Func<AccountsVerb, Task> work)
    {
        using var verb = new AccountsVerb(RegistryData.Open(call.Options()), call.Time);
        try
        {
            await work(verb);
            return 0;
        }
        catch (AccountException e)
        {
            throw new VerbException(e.Message);
        }
    }

    /// <summary>A line in the audit log: done on the registry's own machine.</summary>
    public Task RecordAsync(string action, string target) => Database.WriteAsync(session =>
    {
        SqliteAuditLog.Insert(session, new AuditEntry(0, _time.GetUtcNow(), action, Actor: null, Address: null, target, "ok"));
        return true;
    });

    /// <exception cref="VerbException">It is none.</exception>
    public static RepositoryName Repository(string text) =>
        RepositoryName.TryParse(text, out RepositoryName name) ? name : throw new VerbException($"invalid repository name \"{text}\"");

    /// <exception cref="VerbException">There is none.</exception>
    public void CheckUser(string name)
    {
        if (Accounts.Find(name) is null)
        {
            throw new VerbException($"there is no user \"{name}\"");
        }
    }

    /// <summary>A time as lists show it, UTC; of none, a dash.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    public void Dispose() => _data.Dispose();
}
