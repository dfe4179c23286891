using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry team rm-member</c>.</summary>
internal static class TeamRemoveMemberVerb
{
    public static Verb Verb { get; } = new("team rm-member", "TEAM USER", "Takes a user out of a team.", RunAsync) { Options = [.. Verb.DataOptions] };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        if (!await verb.Teams.RemoveMemberAsync(call.Operands[0], call.Operands[1]))
        {
            throw new VerbException($"\"{call.Operands[1]}\" is no member of a team \"{call.Operands[0]}\"");
        }

        await verb.RecordAsync(AuditAction.RemoveMember, $"{call.Operands[0]} {call.Operands[1]}");
    });
}
