using Berth.Registry.Access;
using Berth.Registry.Accounts;
using Berth.Registry.Auditing;
using Berth.Registry.Naming;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry revoke</c>.</summary>
internal static class RevokeVerb
{
    public static Verb Verb { get; } = new(
        "revoke", "REPOSITORY USER|team:TEAM", "Takes a right in a repository away.", RunAsync)
    {
        Options = [.. Verb.DataOptions],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        RepositoryName repository = AccountsVerb.Repository(call.Operands[0]);
        var grantee = Grantee.Parse(call.Operands[1]);
        if (!verb.Grants.List(repository).Any(grant => grant.Grantee == grantee))
        {
            throw new VerbException($"\"{grantee}\" has been given no right in {repository}");
        }

        await verb.Grants.SetAsync(repository, grantee, RepositoryRight.None);
        await verb.RecordAsync(AuditAction.Grant, $"{repository} {grantee} none");
    });
}
