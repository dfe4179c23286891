using System.Globalization;
using Berth.Registry.Auditing;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry audit</c>.</summary>
internal static class AuditVerb
{
    private const string DefaultLimit = "100";

    private static readonly VerbOption s_user = new("user", "NAME", "Only what this user did");
    private static readonly VerbOption s_limit = new("limit", "N", $"How many lines at most (default {DefaultLimit})") { Short = 'n' };

    public static Verb Verb { get; } = new("audit", "", "Shows who did what, the last first.", RunAsync) { Options = [.. Verb.DataOptions, s_user, s_limit] };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        string limit = call.Get(s_limit.Name) ?? DefaultLimit;
        if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count == 0)
        {
            throw new UsageException($"invalid value \"{limit}\" for --limit: expected a number from 1");
        }

        var table = new TextTable("TIME (UTC)", "ACTION", "USER", "FROM", "TARGET", "OUTCOME");
        foreach (AuditEntry entry in SqliteAuditLog.List(verb.Database, call.Get(s_user.Name), count))
        {
            table.Add(AccountsVerb.Time(entry.At), entry.Action, entry.Actor ?? "-", entry.Address ?? "-", entry.Target, entry.Outcome);
        }

        await call.Out.WriteAsync(table.ToString());
    });
}
