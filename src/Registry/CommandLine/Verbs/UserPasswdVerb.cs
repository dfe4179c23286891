using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry user passwd</c>.</summary>
internal static class UserPasswdVerb
{
    public static Verb Verb { get; } = new(
        "user passwd", "NAME", "Changes a user's password; their log-ins end, their access tokens do not.", RunAsync)
    {
        Options = [.. Verb.DataOptions, PasswordInput.Option],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        verb.CheckUser(call.Operands[0]);
        await verb.Accounts.SetPasswordAsync(call.Operands[0], PasswordInput.Read(call));
        await verb.RecordAsync(AuditAction.SetPassword, call.Operands[0]);
    });
}
