using System.Net;
using Berth.Registry.Auditing;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata.Sqlite;

namespace Berth.Registry.Accounts.Sqlite;

/// <summary>People's own accounts, in the registry's database.</summary>
internal sealed class SqliteRegistration(
    RegistryOptions options, AccountsState state, SqliteAccounts accounts, LoginThrottle throttle, PasswordHasher hasher, IAuditLog audit)
    : IRegistration
{
    public bool IsOpen => options.AllowsRegistration && state.HasAccounts;

    public async ValueTask<UserRecord> RegisterAsync(string name, string password, IPAddress? from)
    {
        if (!IsOpen)
        {
            throw new AccountException(AccountError.RegistrationClosed, "this registry's accounts are made by its administrators");
        }

        AccountName.Check(name);
        PasswordRule.Check(password);
        string key = LoginThrottle.RegistrationKey(from);
        throttle.Check(throttle.BlockedUntil(key));
        await throttle.RaiseAsync((key, ThrottlePolicy.Registration));
        string hash;
        using (await hasher.EnterAsync(CancellationToken.None))
        {
            hash = await Task.Run(() => PasswordHash.Make(password));
        }

        UserRecord user = await accounts.AddHashedAsync(name, hash, isAdministrator: false, session => CheckUnused(session, name));
        audit.Record(AuditAction.Register, name, from, name, "ok");
        return user;
    }

    // Also a repository that is only named in grants so far, and one of a user who is gone.
    private static void CheckUnused(SqliteSession session, string name)
    {
        bool isUsed = session.First(
            """
            SELECT EXISTS(SELECT 1 FROM repositories WHERE namespace = $name)
                OR EXISTS(SELECT 1 FROM grants WHERE repository >= $name || '/' AND repository < $name || '0')
            """,
            static row => row.GetInt64(0) != 0, ("$name", name));
        if (isUsed)
        {
            throw new AccountException(AccountError.NameTaken, $"the name \"{name}\" is taken by repositories");
        }
    }
}
