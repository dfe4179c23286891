using System.Globalization;
using Berth.Registry.Accounts;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry token list</c>.</summary>
internal static class TokenListVerb
{
    public static Verb Verb { get; } = new("token list", "USER", "Lists a user's personal access tokens.", RunAsync) { Options = [.. Verb.DataOptions] };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        verb.CheckUser(call.Operands[0]);
        var table = new TextTable("ID", "LABEL", "CREATED", "EXPIRES", "LAST USED", "GOOD FOR");
        foreach (AccessToken token in verb.AccessTokens.List(call.Operands[0]))
        {
            table.Add(
                token.Id.ToString(CultureInfo.InvariantCulture),
                token.Label,
                AccountsVerb.Time(token.CreatedAt),
                AccountsVerb.Time(token.ExpiresAt),
                AccountsVerb.Time(token.LastUsedAt),
                token.IsReadOnly ? "pulling" : "everything");
        }

        await call.Out.WriteAsync(table.ToString());
        await call.Error.WriteLineAsync($"clients that are logged in: {verb.RefreshTokens.Count(call.Operands[0])}");
    });
}
