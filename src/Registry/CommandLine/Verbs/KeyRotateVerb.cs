using Berth.Registry.Auditing;
using Berth.Registry.Tokens;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry key rotate</c>.</summary>
internal static class KeyRotateVerb
{
    private static readonly VerbOption s_algorithm = new("algorithm", "ES256|RS256", "How it signs (default ES256)");
    private static readonly VerbOption s_revoke = new("revoke", "", "Refuse all tokens of the old keys at once, as after a theft");

    public static Verb Verb { get; } = new(
        "key rotate", "", "Makes a new key for bearer tokens; those of the old one are good until they expire.", RunAsync)
    {
        Options = [.. Verb.DataOptions, s_algorithm, s_revoke],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        string algorithm = call.Get(s_algorithm.Name) ?? SigningAlgorithm.Es256;
        if (!SigningAlgorithm.IsKnown(algorithm))
        {
            throw new UsageException($"invalid value \"{algorithm}\" for --algorithm: expected ES256 or RS256");
        }

        string id = await verb.Keys.RotateAsync(algorithm, call.Has(s_revoke.Name));
        await verb.RecordAsync(AuditAction.RotateKey, id);
        await call.Out.WriteLineAsync(id);
    });
}
