using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry team add-member</c>.</summary>
internal static class TeamAddMemberVerb
{
    public static Verb Verb { get; } = new("team add-member", "TEAM USER", "Adds a user to a team.", RunAsync) { Options = [.. Verb.DataOptions] };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        await verb.Teams.AddMemberAsync(call.Operands[0], call.Operands[1]);
        await verb.RecordAsync(AuditAction.AddMember, $"{call.Operands[0]} {call.Operands[1]}");
    });
}
