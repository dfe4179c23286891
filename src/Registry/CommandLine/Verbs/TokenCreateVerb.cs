using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry token create</c>.</summary>
internal static class TokenCreateVerb
{
    private static readonly VerbOption s_expires = new("expires", "DURATION", "How long it is good, e.g. 30d (default for ever)");
    private static readonly VerbOption s_readOnly = new("read-only", "", "Good for pulling only");

    public static Verb Verb { get; } = new(
        "token create", "USER LABEL", "Makes a personal access token and prints its secret, which is shown here and never again.", RunAsync)
    {
        Options = [.. Verb.DataOptions, s_expires, s_readOnly],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        DateTimeOffset? expires = call.Duration(s_expires.Name) is { } life ? call.Time.GetUtcNow() + life : null;
        var (token, secret) = await verb.AccessTokens.CreateAsync(call.Operands[0], call.Operands[1], expires, call.Has(s_readOnly.Name));
        await verb.RecordAsync(AuditAction.CreateToken, $"{call.Operands[0]} {token.Id}");
        await call.Out.WriteLineAsync(secret);
    });
}
