using Berth.Registry.Accounts;
using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry user add</c>.</summary>
internal static class UserAddVerb
{
    private static readonly VerbOption s_admin = new("admin", "", "An administrator, who may do everything");

    public static Verb Verb { get; } = new(
        "user add", "NAME", "Adds a user; the first one turns accounts on.", RunAsync)
    {
        Options = [.. Verb.DataOptions, s_admin, PasswordInput.Option],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        bool isAdministrator = call.Has(s_admin.Name);
        AccountName.Check(call.Operands[0]);
        bool isFirst = !SqliteAccounts.HasAny(verb.Database);
        await verb.Accounts.AddAsync(call.Operands[0], PasswordInput.Read(call), isAdministrator);
        await verb.RecordAsync(AuditAction.AddUser, call.Operands[0]);
        if (isFirst)
        {
            await call.Error.WriteLineAsync(
                "The registry has accounts now, also where it is serving this directory."
                + (isAdministrator ? "" : "\nThere is no administrator yet: see 'berth-registry user admin'."));
        }
    });
}
