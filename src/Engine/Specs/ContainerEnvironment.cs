namespace Berth.Engine.Specs;

/// <summary>The environment of a container's processes.</summary>
internal static class ContainerEnvironment
{
    public const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// PATH, HOSTNAME and (with a terminal) TERM, then what is configured: a variable set again keeps its place and takes the new
    /// value, a name without <c>=</c> takes the variable away. HOME is the runtime's to add.
    /// </summary>
    public static IReadOnlyList<string> Build(string? hostname, bool terminal, params IReadOnlyList<string>?[] configured)
    {
        var variables = new List<string> { DefaultPath, $"HOSTNAME={hostname}" };
        if (terminal)
        {
            variables.Add("TERM=xterm");
        }

        foreach (string variable in configured.SelectMany(list => list ?? []))
        {
            Set(variables, variable);
        }

        return variables;
    }

    private static void Set(List<string> variables, string variable)
    {
        int equals = variable.IndexOf('=', StringComparison.Ordinal);
        string prefix = (equals < 0 ? variable : variable[..equals]) + "=";
        int at = variables.FindIndex(v => v.StartsWith(prefix, StringComparison.Ordinal));
        if (equals < 0)
        {
            variables.RemoveAll(v => v.StartsWith(prefix, StringComparison.Ordinal));
        }
        else if (at >= 0)
        {
            variables[at] = variable;
        }
        else
        {
            variables.Add(variable);
        }
    }
}
