using Berth.Registry.Accounts;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry user list</c>.</summary>
internal static class UserListVerb
{
    public static Verb Verb { get; } = new("user list", "", "Lists the users.", RunAsync) { Options = [.. Verb.DataOptions] };

    public static Task<int> RunAsync(VerbCall call) => AccountsVerb.RunAsync(call, async verb =>
    {
        var table = new TextTable("NAME", "ADMINISTRATOR", "CREATED");
        foreach (UserRecord user in verb.Accounts.List(last: null, int.MaxValue))
        {
            table.Add(user.Name, user.IsAdministrator ? "yes" : "no", AccountsVerb.Time(user.CreatedAt));
        }

        await call.Out.WriteAsync(table.ToString());
    });
}
