using Berth.Registry.Tokens;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry key list</c>.</summary>
internal static class KeyListVerb
{
    public static Verb Verb { get; } = new(
        "key list", "", "Lists the keys of bearer tokens, the one that signs first.", RunAsync)
    {
        Options = [.. Verb.DataOptions],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        var table = new TextTable("ID", "ALGORITHM", "CREATED", "RETIRED");
        foreach (SigningKeyRecord key in verb.Keys.List())
        {
            table.Add(key.Id, key.Algorithm, AccountsVerb.Time(key.CreatedAt), AccountsVerb.Time(key.RetiredAt));
        }

        await call.Out.WriteAsync(table.ToString());
    });
}
