using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry team rm</c>.</summary>
internal static class TeamRemoveVerb
{
    public static Verb Verb { get; } = new(
        "team rm", "TEAM", "Removes a team; the repositories of its namespace stay.", RunAsync)
    {
        Options = [.. Verb.DataOptions],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        if (!await verb.Teams.RemoveAsync(call.Operands[0]))
        {
            throw new VerbException($"there is no team \"{call.Operands[0]}\"");
        }

        await verb.RecordAsync(AuditAction.RemoveTeam, call.Operands[0]);
    });
}
