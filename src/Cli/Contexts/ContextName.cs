using System.Text.RegularExpressions;
using Berth.Cli.CommandLine;

namespace Berth.Cli.Contexts;

/// <summary>The names that contexts may have, and the one that commands use.</summary>
internal static partial class ContextName
{
    /// <summary>Checks the name of a context to be made or removed.</summary>
    /// <exception cref="CommandException">No such name can be.</exception>
    public static void Check(string name)
    {
        if (name.Length == 0)
        {
            throw new CommandException("context name cannot be empty");
        }

        if (name == ContextRecord.Default)
        {
            throw new CommandException("\"default\" is a reserved context name");
        }

        if (!Valid().IsMatch(name))
        {
            throw new CommandException(
                $"context name \"{name}\" is invalid, names are validated against regexp \"^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$\"");
        }
    }

    /// <summary>
    /// The context of this command line: 1. <c>-H</c> is the default context; 2. <c>--context</c>; 3. the host of the environment is the
    /// default context; 4. <c>DOCKER_CONTEXT</c>; 5. what <c>context use</c> chose; 6. the default context.
    /// </summary>
    public static string Choose(GlobalOptions options, string configured)
    {
        if (options.Hosts.Values.Count > 0)
        {
            return ContextRecord.Default;
        }

        if (options.Context.Value.Length > 0)
        {
            return options.Context.Value;
        }

        if (HostVariable(options) is not null)
        {
            return ContextRecord.Default;
        }

        return options.Variable("DOCKER_CONTEXT") ?? (configured.Length > 0 ? configured : ContextRecord.Default);
    }

    /// <summary>The variable that names a host, and thereby overrides the chosen context; null: none does.</summary>
    public static string? HostVariable(GlobalOptions options) =>
        options.Variable("BERTH_HOST") is not null ? "BERTH_HOST" : options.Variable("DOCKER_HOST") is not null ? "DOCKER_HOST" : null;

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_.+-]+\z")]
    private static partial Regex Valid();
}
