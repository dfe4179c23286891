using System.Globalization;
using System.Text;
using Berth.Oci;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class ListVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = new OptionSet().Flag("quiet", "q").Value("format", "f").Parse(arguments);
        options.Require(0, 0);
        if (global.RootGiven && !Directory.Exists(global.Root))
        {
            throw new RuntimeException($"open {global.Root}: no such file or directory");
        }

        IReadOnlyList<State> states = Directory.Exists(global.Root) ? ContainerVerbs.List(global.Root) : [];
        if (options.Has("quiet"))
        {
            Output.Write(string.Concat(states.Select(s => s.Id + "\n")));
            return 0;
        }

        Output.Write((options.Get("format") ?? "table") switch
        {
            "table" => Table(states),
            "json" => Encoding.UTF8.GetString(JsonOut.Document(states, static (writer, all) => JsonOut.List(writer, all, SpecJson.WriteState), indented: false)) + "\n",
            _ => throw new RuntimeException("invalid format option"),
        });
        return 0;
    }

    private static string Table(IReadOnlyList<State> states)
    {
        List<string[]> rows = [["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]];
        foreach (State state in states)
        {
            string pid = state.Pid.ToString(CultureInfo.InvariantCulture);
            string created = state.Created?.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture) ?? "";
            rows.Add([state.Id, pid, state.Status, state.Bundle, created, state.Owner ?? ""]);
        }

        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length - 1; column++)
            {
                int width = Math.Max(12, rows.Max(r => r[column].Length) + 3);
                text.Append(row[column].PadRight(width));
            }

            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }
}
