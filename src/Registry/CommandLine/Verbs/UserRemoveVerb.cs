using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry user rm</c>.</summary>
internal static class UserRemoveVerb
{
    public static Verb Verb { get; } = new(
        "user rm", "NAME", "Removes a user; the repositories of their namespace stay.", RunAsync)
    {
        Options = [.. Verb.DataOptions],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        verb.CheckUser(call.Operands[0]);
        await verb.Accounts.RemoveAsync(call.Operands[0]);
        await verb.RecordAsync(AuditAction.RemoveUser, call.Operands[0]);
        if (!SqliteAccounts.HasAny(verb.Database))
        {
            await call.Error.WriteLineAsync("That was the last user: a registry that starts now has no accounts, unless accounts.enabled is true.");
        }
    });
}
