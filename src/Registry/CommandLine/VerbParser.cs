namespace Berth.Registry.CommandLine;

/// <summary>Reads the words of a command line: (1) which verb, (2) its options and operands, (3) whether there are as many operands as it takes.</summary>
internal static class VerbParser
{
    /// <exception cref="UsageException">There is no such verb, or something that it does not take.</exception>
    public static (Verb Verb, int Words) Find(IReadOnlyList<Verb> table, IReadOnlyList<string> arguments)
    {
        string two = string.Join(' ', arguments.Take(2));
        if (table.FirstOrDefault(v => v.Name == two || v.Name == arguments[0]) is { } verb)
        {
            return (verb, verb.Name.Contains(' ', StringComparison.Ordinal) ? 2 : 1);
        }

        bool isGroup = table.Any(v => v.Name.StartsWith($"{arguments[0]} ", StringComparison.Ordinal));
        throw new UsageException(isGroup && arguments.Count == 1 ? $"{arguments[0]}: a command is missing" : $"unknown command: {(isGroup ? two : arguments[0])}");
    }

    /// <param name="verb">The verb.</param>
    /// <param name="arguments">The words after it.</param>
    /// <exception cref="UsageException">An unknown option, one without its value, too few or too many operands.</exception>
    public static VerbCall Parse(Verb verb, ReadOnlySpan<string> arguments)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var operands = new List<string>();
        while (!arguments.IsEmpty)
        {
            string word = arguments[0];
            arguments = arguments[1..];
            if (word == "--")
            {
                operands.AddRange(arguments);
                break;
            }

            if (word.Length < 2 || word[0] != '-')
            {
                operands.Add(word);
                continue;
            }

            (VerbOption option, string? value) = Split(verb, word);
            if (value is null && !option.IsSwitch)
            {
                value = !arguments.IsEmpty ? arguments[0] : throw new UsageException($"option needs a value: {word} {option.ValueName}");
                arguments = arguments[1..];
            }

            Add(values, option, value ?? "true");
        }

        if (operands.Count < verb.LeastOperands || operands.Count > verb.MostOperands)
        {
            throw new UsageException(verb.Operands.Length == 0 ? $"takes no arguments: {operands[0]}" : $"expected {verb.Operands}, got {operands.Count} argument{(operands.Count == 1 ? "" : "s")}");
        }

        return new VerbCall { Verb = verb, Operands = operands, Values = values };
    }

    private static (VerbOption Option, string? Value) Split(Verb verb, string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string head = equals < 0 ? word : word[..equals];
        VerbOption? option = head.StartsWith("--", StringComparison.Ordinal)
            ? verb.Options.FirstOrDefault(o => o.Name == head[2..])
            : verb.Options.FirstOrDefault(o => head.Length == 2 && o.Short == head[1]);
        return option is null
            ? throw new UsageException($"unknown option: {head}")
            : (option, equals < 0 ? null : word[(equals + 1)..]);
    }

    private static void Add(Dictionary<string, List<string>> values, VerbOption option, string value)
    {
        if (option.IsSwitch && value is not ("true" or "false"))
        {
            throw new UsageException($"invalid value \"{value}\" for --{option.Name}: expected true or false");
        }

        if (!values.TryGetValue(option.Name, out List<string>? list))
        {
            values.Add(option.Name, list = []);
        }

        list.Add(value);
    }
}
