using Berth.Registry.Auditing;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Naming;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry visibility</c>.</summary>
internal static class VisibilityVerb
{
    public static Verb Verb { get; } = new(
        "visibility", "REPOSITORY public|private", "Lets everyone pull from a repository, or only those with a right; makes it where it is not there yet.", RunAsync)
    {
        Options = [.. Verb.DataOptions],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        RepositoryName repository = AccountsVerb.Repository(call.Operands[0]);
        bool isPublic = call.Operands[1] switch
        {
            "public" => true,
            "private" => false,
            _ => throw new UsageException($"invalid visibility \"{call.Operands[1]}\": expected public or private"),
        };
        var repositories = new SqliteRepositories(verb.Database, call.Time);
        await repositories.EnsureAsync(repository, isPublic);
        await repositories.UpdateAsync(repository, isPublic, summary: null, description: null);
        await verb.RecordAsync(AuditAction.ChangeRepository, $"{repository} {call.Operands[1]}");
    });
}
