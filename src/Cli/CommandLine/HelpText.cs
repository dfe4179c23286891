using System.Text;

namespace Berth.Cli.CommandLine;

/// <summary>Writes the help of a command.</summary>
internal static class HelpText
{
    /// <summary>Characters of a line when the output is no terminal.</summary>
    public const int DefaultWidth = 80;

    public static string UsageLine(Command command, string path)
    {
        if (command.Children.Count > 0)
        {
            return command.Flags.Count > 0 ? $"Usage:  {path} [OPTIONS] COMMAND [ARG...]" : $"Usage:  {path} COMMAND";
        }

        var options = !command.OmitsOptions && command.Flags.Any(flag => !flag.IsHidden) ? " [OPTIONS]" : "";
        var operands = command.Operands.Length > 0 ? " " + command.Operands : "";
        return $"Usage:  {path}{options}{operands}";
    }

    public static string Full(Command command, string path, int width)
    {
        var text = new StringBuilder();
        text.Append(UsageLine(command, path).Replace(" COMMAND [ARG...]", " COMMAND", StringComparison.Ordinal)).Append("\n\n").Append(command.Summary).Append('\n');
        if (command.Forms.Count > 1)
        {
            var program = path.Split(' ')[0];
            text.Append("\nAliases:\n  ").AppendJoin(", ", command.Forms.Select(form => $"{program} {form}")).Append('\n');
        }

        AppendChildren(text, "Management Commands", command.Children.Where(child => child.Children.Count > 0));
        AppendChildren(text, "Commands", command.Children.Where(child => child.Children.Count == 0));
        AppendFlags(text, command.Children.Count > 0 ? "Global Options" : "Options", new FlagSet(command.Flags), width);
        if (command.Children.Count > 0)
        {
            text.Append($"\nRun '{path} COMMAND --help' for more information on a command.\n");
        }

        return text.ToString();
    }

    private static void AppendChildren(StringBuilder text, string title, IEnumerable<Command> children)
    {
        var visible = children.Where(child => !child.IsHidden).OrderBy(child => child.Name, StringComparer.Ordinal).ToList();
        if (visible.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(title).Append(":\n");
        var column = Math.Max(11, visible.Max(child => child.Name.Length));
        foreach (var child in visible)
        {
            text.Append("  ").Append(child.Name.PadRight(column)).Append(' ').Append(child.Summary).Append('\n');
        }
    }

    private static void AppendFlags(StringBuilder text, string title, FlagSet flags, int width)
    {
        var visible = flags.Sorted.Where(flag => !flag.IsHidden).ToList();
        if (visible.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(title).Append(":\n");
        var heads = visible.ConvertAll(Head);
        var column = heads.Max(head => head.Length) + 3;
        for (var i = 0; i < visible.Count; i++)
        {
            var flag = visible[i];
            var usage = flag.DefaultText is { } initial ? $"{flag.Usage} (default {initial})" : flag.Usage;
            text.Append(heads[i].PadRight(column));
            AppendWrapped(text, usage, column, Math.Max(width, column + 24));
        }
    }

    private static string Head(Flag flag)
    {
        var letter = flag.Shorthand is { } shorthand ? $"  -{shorthand}, " : "      ";
        return flag.ValueName.Length > 0 ? $"{letter}--{flag.Name} {flag.ValueName}" : $"{letter}--{flag.Name}";
    }

    private static void AppendWrapped(StringBuilder text, string usage, int column, int width)
    {
        var at = column;
        foreach (var word in usage.Split(' '))
        {
            if (at > column && at + word.Length > width - 2)
            {
                text.Append('\n').Append(' ', column);
                at = column;
            }

            if (at > column)
            {
                text.Append(' ');
                at++;
            }

            text.Append(word);
            at += word.Length;
        }

        text.Append('\n');
    }
}
