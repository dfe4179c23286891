using System.Text;
using Berth.Cli.CommandLine;

namespace Berth.Unit.Compatibility;

/// <summary>docs/compatibility/commands.md: every command and flag of docker's, and what becomes of it here.</summary>
internal sealed class CommandTable(Command root, DaemonRoutes routes)
{
    private const string Missing = "unknown command";

    private static readonly string[] s_outOfScope =
        ["checkpoint", "config", "manifest", "node", "plugin", "secret", "service", "stack", "swarm", "trust"];

    /// <summary>Commands with so many flags that each has a row.</summary>
    private static readonly string[] s_withOwnTable = ["container create", "container run"];

    public string Write()
    {
        var text = new StringBuilder();
        text.Append("""
            # Commands and flags

            Every command and flag of docker's command line 28.2. Written by `eng/compatibility.sh` from the client's commands, the daemon's routes
            and its checks of a container's options; a unit test compares. What differs within a command is in
            [compatibility.md](../compatibility.md#commands).

            A flag that is not known is an error (`unknown flag: --name`); so is a command.

            | command | state | flags that work | flags that do not |
            | --- | --- | --- | --- |

            """);
        foreach (DockerCommand command in DockerCommand.All.Where(IsListed))
        {
            text.Append(Row(command));
        }

        text.AppendJoin("", s_withOwnTable.Select(FlagRows));
        text.Append("\n## Others\n\nOut of scope, and unknown commands: ").AppendJoin(", ", s_outOfScope.Select(name => $"`{name}`")).Append(".\n");
        text.Append("\nBerth's own: ").AppendJoin(", ", Own(root, "").Select(path => $"`{path}`")).Append(".\n");
        return text.ToString();
    }

    /// <summary>The commands that do something, each once: under the name that is not short.</summary>
    private static bool IsListed(DockerCommand command)
    {
        bool isGroup = command.Path.Length > 0 && DockerCommand.All.Any(other => other.Path.StartsWith(command.Path + " ", StringComparison.Ordinal));
        bool isShort = command.Forms.Any(form => form.Contains(' ') && DockerCommand.All.Any(other => other.Path == form)) && !command.Path.Contains(' ');
        return !isGroup && !isShort && !s_outOfScope.Contains(command.Group);
    }

    private string Row(DockerCommand docker)
    {
        string name = docker.Path.Length == 0 ? "(before any command)" : $"`{docker.Path}`";
        string forms = string.Concat(docker.Forms.Select(form => $", `{form}`"));
        if (Find(docker.Path) is not { } command)
        {
            return $"| {name}{forms} | {Missing} | | |\n";
        }

        string[] absent = [.. docker.Forms.Where(form => Find(form) is null).Select(form => $"`{form}` is not known")];
        string? refusal = CommandEndpoints.Refusal(routes, docker.Path);
        string state = refusal is not null ? $"refused: {refusal}" : absent.Length > 0 ? "works; " + string.Join(", ", absent) : "works";
        if (s_withOwnTable.Contains(docker.Path))
        {
            return $"| {name}{forms} | {state} | below | below |\n";
        }

        var (works, fails) = (new List<string>(), new List<string>());
        foreach (DockerFlag flag in docker.Flags)
        {
            string[] problems = [.. Problems(docker, command, flag)];
            if (problems.Length == 0)
            {
                works.Add($"`{flag}`");
            }
            else
            {
                fails.Add($"`{flag}`: {string.Join("; ", problems)}");
            }
        }

        return $"| {name}{forms} | {state} | {string.Join(' ', works)} | {string.Join("; ", fails)} |\n";
    }

    /// <summary>A row a flag: many people change what these commands can do at once.</summary>
    private string FlagRows(string path)
    {
        DockerCommand docker = DockerCommand.All.Single(command => command.Path == path);
        Command command = Find(path)!;
        IEnumerable<string> rows = docker.Flags.Select(flag => (flag, problems: string.Join("; ", Problems(docker, command, flag))))
            .Select(row => $"| `{row.flag}` | {(row.problems.Length == 0 ? "works" : row.problems.Replace("|", "\\|", StringComparison.Ordinal))} |\n");
        return $"\n## Flags of `{path}`\n\n| flag | state |\n| --- | --- |\n{string.Concat(rows)}";
    }

    /// <summary>What is wrong with a flag, or with some of its values.</summary>
    private static IEnumerable<string> Problems(DockerCommand docker, Command command, DockerFlag asked)
    {
        if (command.Flags.FirstOrDefault(flag => flag.Name == asked.Name || flag.HiddenAlias == asked.Name) is not { } flag)
        {
            yield return "unknown flag";
            yield break;
        }

        if (flag.Shorthand != asked.Letter)
        {
            yield return $"`-{asked.Letter}` is not known";
        }

        if (flag.ValueName.Length == 0 != asked.Type is null)
        {
            yield return asked.Type is null ? "takes a value" : "takes no value";
        }

        if (flag is RefusedFlag refused)
        {
            yield return refused.Refusal;
            yield break;
        }

        foreach (var (value, error) in s_withOwnTable.Contains(docker.Path) ? RunFlagSamples.Refused(flag) : [])
        {
            yield return value.Length == 0 ? error : $"with `{value}`: {error}";
        }
    }

    private Command? Find(string path)
    {
        Command? command = root;
        foreach (string word in path.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            command = command?.Find(word);
        }

        return command;
    }

    private static IEnumerable<string> Own(Command command, string path)
    {
        foreach (Command child in command.Children.Where(child => !child.IsHidden).OrderBy(child => child.Name, StringComparer.Ordinal))
        {
            string name = $"{path} {child.Name}".Trim();
            bool isDockers = DockerCommand.All.Any(docker => docker.Path == name || docker.Forms.Contains(name));
            foreach (string own in isDockers ? Own(child, name) : [name])
            {
                yield return own;
            }
        }
    }
}
