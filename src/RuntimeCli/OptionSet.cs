namespace Berth.RuntimeCli;

/// <summary>
/// The options of a verb. Written as runc's callers write them: <c>--name value</c>, <c>--name=value</c>, with one dash or two, short ones as
/// <c>-n value</c>. What is not declared is an error that names it.
/// </summary>
internal sealed class OptionSet
{
    private readonly Dictionary<string, Option> _byName = [];

    /// <summary>Operands end the options: what follows belongs to the container's command.</summary>
    public bool OptionsFirst { get; init; }

    public OptionSet Flag(params ReadOnlySpan<string> names) => Add(names, takesValue: false);

    /// <summary>An option with a value; given twice it has two.</summary>
    public OptionSet Value(params ReadOnlySpan<string> names) => Add(names, takesValue: true);

    /// <exception cref="UsageException">An unknown option, or one without its value.</exception>
    /// <exception cref="HelpRequestedException">The options asked for help.</exception>
    public ParsedOptions Parse(ReadOnlySpan<string> arguments)
    {
        var values = new Dictionary<string, List<string>>();
        var operands = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
            {
                operands.AddRange(arguments[(i + 1)..]);
                break;
            }

            if (argument.Length < 2 || argument[0] != '-')
            {
                operands.Add(argument);
                if (OptionsFirst)
                {
                    operands.AddRange(arguments[(i + 1)..]);
                    break;
                }

                continue;
            }

            (Option option, string? value) = Split(argument);
            if (value is not null && !option.TakesValue && ParsedOptions.Boolean(value) is null)
            {
                throw new UsageException($"invalid boolean value \"{value}\" for {argument[..^(value.Length + 1)]}");
            }

            if (value is null && option.TakesValue)
            {
                value = ++i < arguments.Length ? arguments[i] : throw new UsageException($"flag needs an argument: {argument}");
            }

            List(values, option.Name).Add(value ?? "true");
        }

        return new ParsedOptions(values, operands);
    }

    private OptionSet Add(ReadOnlySpan<string> names, bool takesValue)
    {
        var option = new Option(names[0], takesValue);
        foreach (string name in names)
        {
            _byName[name] = option;
        }

        return this;
    }

    private (Option Option, string? Value) Split(string argument)
    {
        string name = argument.TrimStart('-');
        int equals = name.IndexOf('=', StringComparison.Ordinal);
        string? value = equals < 0 ? null : name[(equals + 1)..];
        name = equals < 0 ? name : name[..equals];
        if (_byName.TryGetValue(name, out Option? option))
        {
            return (option, value);
        }

        // As Go's flag package says it: with one dash.
        throw name is "help" or "h"
            ? new HelpRequestedException()
            : new UsageException($"flag provided but not defined: -{name}");
    }

    private static List<string> List(Dictionary<string, List<string>> values, string name)
    {
        if (!values.TryGetValue(name, out List<string>? list))
        {
            values[name] = list = [];
        }

        return list;
    }

    private sealed record Option(string Name, bool TakesValue);
}
