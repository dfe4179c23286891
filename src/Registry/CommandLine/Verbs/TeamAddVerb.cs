using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry team add</c>.</summary>
internal static class TeamAddVerb
{
    public static Verb Verb { get; } = new(
        "team add", "TEAM", "Adds a team; its name is a namespace in which its members may push.", RunAsync)
    {
        Options = [.. Verb.DataOptions],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        await verb.Teams.AddAsync(call.Operands[0]);
        await verb.RecordAsync(AuditAction.AddTeam, call.Operands[0]);
    });
}
