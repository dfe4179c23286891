using Berth.Registry.Accounts;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry team list</c>.</summary>
internal static class TeamListVerb
{
    public static Verb Verb { get; } = new("team list", "", "Lists the teams with their members.", RunAsync) { Options = [.. Verb.DataOptions] };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        var table = new TextTable("TEAM", "MEMBERS");
        foreach (TeamRecord team in verb.Teams.List())
        {
            table.Add(team.Name, string.Join(' ', team.Members));
        }

        await call.Out.WriteAsync(table.ToString());
    });
}
