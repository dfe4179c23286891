using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Auditing;
using Berth.Registry.Naming;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry grant</c>.</summary>
internal static class GrantVerb
{
    public static Verb Verb { get; } = new(
        "grant", "REPOSITORY USER|team:TEAM RIGHT", "Gives a right in a repository, in the place of the one before: read, write or admin.", RunAsync)
    {
        Options = [.. Verb.DataOptions],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        RepositoryName repository = AccountsVerb.Repository(call.Operands[0]);
        var grantee = Grantee.Parse(call.Operands[1]);
        RepositoryRight right = call.Operands[2] switch
        {
            "read" => RepositoryRight.Read,
            "write" => RepositoryRight.Write,
            "admin" => RepositoryRight.Admin,
            _ => throw new UsageException($"invalid right \"{call.Operands[2]}\": expected read, write or admin"),
        };
        await verb.Grants.SetAsync(repository, grantee, right);
        await verb.RecordAsync(AuditAction.Grant, $"{repository} {grantee} {call.Operands[2]}");
    });
}
