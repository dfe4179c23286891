using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers.Specs;

/// <summary>
/// Variables from files and from the command line, in that order. In both, a name without a value takes the value of this process,
/// and is left out when there is none.
/// </summary>
internal static class EnvironmentList
{
    /// <exception cref="CommandException">A file cannot be read, or a line is wrong.</exception>
    public static List<string> Read(IEnumerable<string> files, IEnumerable<string> variables, Func<string, string?> environment)
    {
        var list = files.SelectMany(file => Lines(file, environment)).ToList();
        foreach (var variable in variables)
        {
            if (variable.Length == 0 || variable[0] == '=')
            {
                throw new CommandException($"invalid environment variable: {variable}");
            }

            AddResolved(list, variable, environment);
        }

        return list;
    }

    /// <summary>Labels from files and from the command line.</summary>
    public static Dictionary<string, string> ReadLabels(IEnumerable<string> files, IEnumerable<string> labels)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in files.SelectMany(file => Lines(file, _ => "")).Concat(labels).Select(KeyValue.Parse))
        {
            map[key] = value;
        }

        return map;
    }

    private static List<string> Lines(string path, Func<string, string?> environment)
    {
        var list = new List<string>();
        foreach (var raw in ReadFile(path))
        {
            var line = raw.TrimStart();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var name = line.Split('=')[0];
            if (name.Length == 0)
            {
                throw new CommandException($"invalid env file ({path}): no variable name on line '{line}'");
            }

            if (name.Any(char.IsWhiteSpace))
            {
                throw new CommandException($"invalid env file ({path}): variable '{name}' contains whitespaces");
            }

            AddResolved(list, line, environment);
        }

        return list;
    }

    private static string[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"open {path}: {FileError.Text(e)}");
        }
    }

    private static void AddResolved(List<string> list, string variable, Func<string, string?> environment)
    {
        if (variable.Contains('=', StringComparison.Ordinal))
        {
            list.Add(variable);
        }
        else if (environment(variable) is { } value)
        {
            list.Add($"{variable}={value}");
        }
    }
}
