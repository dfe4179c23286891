using System.Globalization;
using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry token revoke</c>.</summary>
internal static class TokenRevokeVerb
{
    private static readonly VerbOption s_logins = new("logins", "", "End the log-ins of all clients and browsers at once");

    public static Verb Verb { get; } = new(
        "token revoke", "USER [ID]", "Ends a personal access token, or with --logins all log-ins of a user.", RunAsync)
    {
        Options = [.. Verb.DataOptions, s_logins],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        string user = call.Operands[0];
        verb.CheckUser(user);
        if (call.Operands.Count == 1 && !call.Has(s_logins.Name))
        {
            throw new UsageException("expected the ID of a token, or --logins");
        }

        if (call.Operands.Count == 2)
        {
            bool isRevoked = long.TryParse(call.Operands[1], NumberStyles.None, CultureInfo.InvariantCulture, out long id)
                && await verb.AccessTokens.RevokeAsync(user, id);
            if (!isRevoked)
            {
                throw new VerbException($"\"{user}\" has no token {call.Operands[1]}");
            }

            await verb.RecordAsync(AuditAction.RevokeToken, $"{user} {id}");
        }

        if (call.Has(s_logins.Name))
        {
            await verb.RefreshTokens.RevokeAllAsync(user);
            await verb.RecordAsync(AuditAction.RevokeToken, $"{user} log-ins");
        }
    });
}
