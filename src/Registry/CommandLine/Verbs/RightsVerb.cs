using Berth.Registry.Accounts;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry rights</c>.</summary>
internal static class RightsVerb
{
    public static Verb Verb { get; } = new(
        "rights", "REPOSITORY", "Lists the rights that were given in a repository.", RunAsync)
    {
        Options = [.. Verb.DataOptions],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        var table = new TextTable("TO", "RIGHT");
        foreach (Grant grant in verb.Grants.List(AccountsVerb.Repository(call.Operands[0])))
        {
            table.Add(grant.Grantee.ToString(), grant.Right.ToString().ToLowerInvariant());
        }

        await call.Out.WriteAsync(table.ToString());
    });
}
