using System.Text;

namespace Berth.Registry.CommandLine;

/// <summary>The texts of <c>help</c> and <c>--help</c>.</summary>
internal static class VerbHelp
{
    private const int Column = 28;

    public static string Program(IReadOnlyList<Verb> table) =>
        new StringBuilder("Usage:  berth-registry COMMAND [OPTIONS]\n\nA registry for container images: a Docker Hub of one's own.\n\nCommands:\n")
            .Append(Lines(table))
            .Append("\nRun 'berth-registry COMMAND --help' for more about a command.\n").ToString();

    /// <summary>Of <c>user</c>: what begins with it.</summary>
    public static string Group(string name, IEnumerable<Verb> verbs) =>
        $"Usage:  berth-registry {name} COMMAND [OPTIONS]\n\nCommands:\n{Lines(verbs)}\nRun 'berth-registry {name} COMMAND --help' for more about a command.\n";

    public static string Of(Verb verb)
    {
        var text = new StringBuilder("Usage:  berth-registry ").Append(verb.Name);
        text.Append(verb.Options.Count > 0 ? " [OPTIONS]" : "").Append(verb.Operands.Length > 0 ? $" {verb.Operands}" : "");
        text.Append("\n\n").Append(verb.Summary).Append('\n');
        if (verb.Options.Count > 0)
        {
            text.Append("\nOptions:\n");
            foreach (VerbOption option in verb.Options)
            {
                string head = $"{(option.Short is { } letter ? $"-{letter}, " : "    ")}--{option.Name} {option.ValueName}".TrimEnd();
                text.Append("  ").Append(head.PadRight(Column)).Append(' ').Append(option.Help).Append('\n');
            }
        }

        return text.ToString();
    }

    private static StringBuilder Lines(IEnumerable<Verb> verbs)
    {
        var text = new StringBuilder();
        foreach (Verb verb in verbs)
        {
            text.Append("  ").Append($"{verb.Name} {verb.Operands}".TrimEnd().PadRight(Column)).Append(' ').Append(verb.Summary).Append('\n');
        }

        return text;
    }
}
