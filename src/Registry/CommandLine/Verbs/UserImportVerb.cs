using Berth.Registry.Accounts;
using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry user import-htpasswd</c>.</summary>
internal static class UserImportVerb
{
    private static readonly VerbOption s_replace = new("replace", "", "Take over the passwords of users that are there already");

    public static Verb Verb { get; } = new(
        "user import-htpasswd", "FILE", "Adds the users of an htpasswd file with bcrypt hashes; all of them or none.", RunAsync)
    {
        Options = [.. Verb.DataOptions, s_replace],
    };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        IReadOnlyList<HtpasswdEntry> entries;
        try
        {
            entries = HtpasswdFile.Parse(File.ReadLines(call.Operands[0]));
        }
        catch (FormatException e)
        {
            throw new VerbException($"{call.Operands[0]}:{e.Message}");
        }

        await verb.Accounts.ImportAsync(entries, call.Has(s_replace.Name));
        foreach (HtpasswdEntry entry in entries)
        {
            await verb.RecordAsync(AuditAction.AddUser, entry.User);
        }

        await call.Out.WriteLineAsync($"{entries.Count} user{(entries.Count == 1 ? "" : "s")} imported");
    });
}
