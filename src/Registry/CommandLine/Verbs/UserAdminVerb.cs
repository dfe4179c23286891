using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry user admin</c>.</summary>
internal static class UserAdminVerb
{
    private static readonly VerbOption s_off = new("off", "", "Makes them an ordinary user again");

    public static Verb Verb { get; } = new("user admin", "NAME", "Makes a user an administrator.", RunAsync) { Options = [.. Verb.DataOptions, s_off] };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        verb.CheckUser(call.Operands[0]);
        await verb.Accounts.SetAdministratorAsync(call.Operands[0], !call.Has(s_off.Name));
        await verb.RecordAsync(AuditAction.SetAdministrator, $"{call.Operands[0]} {(call.Has(s_off.Name) ? "off" : "on")}");
    });
}
