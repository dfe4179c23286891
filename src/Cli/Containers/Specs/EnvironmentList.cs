using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers.Specs;

/// <summary>
/// Variables from files and from the command line, in that order. In both, a name without a value takes the value of this process. Where
/// there is none, a file's is left out, and the command line's takes the image's variable away.
/// </summary>
internal static class EnvironmentList
{
    /// <exception cref="CommandException">A file cannot be read, or a line is wrong.</exception>
    public static List<string> Read(IEnumerable<string> files, IEnumerable<string> variables, Func<string, string?> environment)
    {
        var list = files.SelectMany(file => Lines(file, environment)).ToList();
        foreach (var variable in variables)
        {
            if (!AddResolved(list, variable, environment))
            {
                list.Add(variable);
            }
        }

        return list;
    }

    /// <summary>The text of <c>-e</c>, which begins with a name.</summary>
    public static string Check(string variable) => variable.Length > 0 && variable[0] != '='
        ? variable
        : throw new FormatException($"invalid environment variable: {variable}");

    /// <summary>The text of <c>-l</c>, which begins with a name.</summary>
    public static string CheckLabel(string label) => label.Length > 0 && label[0] != '='
        ? label
        : throw new FormatException($"invalid label '{label}': empty name");

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

    /// <returns>False where the variable has no value.</returns>
    private static bool AddResolved(List<string> list, string variable, Func<string, string?> environment)
    {
        if (variable.Contains('=', StringComparison.Ordinal))
        {
            list.Add(variable);
            return true;
        }

        if (environment(variable) is not { } value)
        {
            return false;
        }

        list.Add($"{variable}={value}");
        return true;
    }
}
