using System.Globalization;

namespace Berth.Engine.Configuration;

/// <summary>
/// Reads the daemon's flags as dockerd reads them: <c>--name value</c>, <c>--name=value</c>, <c>-H value</c>, <c>-Hvalue</c>,
/// <c>-H=value</c>, switches bare or with <c>=true|false</c>, one-letter switches together (<c>-Dv</c>).
/// </summary>
internal static class DaemonCommandLine
{
    /// <summary>The values given, by option id. A flag given twice keeps its last value, a list keeps all.</summary>
    /// <exception cref="ConfigurationException">An unknown flag, a flag without its value, a value that is not one, an
    /// argument.</exception>
    public static Dictionary<string, OptionValue> Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, OptionValue>(StringComparer.Ordinal);
        for (int i = 0; i < args.Count; i++)
        {
            string arg = args[i];
            if (arg.StartsWith("--", StringComparison.Ordinal) && arg.Length > 2)
            {
                ReadLong(values, args, ref i);
            }
            else if (arg.Length > 1 && arg[0] == '-' && arg != "--")
            {
                ReadShort(values, args, ref i);
            }
            else
            {
                throw new ConfigurationException("\"berthd\" accepts no arguments.\nSee 'berthd --help'.");
            }
        }

        return values;
    }

    private static void ReadLong(Dictionary<string, OptionValue> values, IReadOnlyList<string> args, ref int i)
    {
        string arg = args[i][2..];
        int equals = arg.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? arg : arg[..equals];
        DaemonOption option = DaemonOptionTable.ByName(name) ?? throw Usage($"unknown flag: --{name}");
        if (equals >= 0)
        {
            Add(values, option, arg[(equals + 1)..]);
        }
        else if (option.Kind == DaemonOptionKind.Flag)
        {
            Add(values, option, "true");
        }
        else
        {
            i++;
            Add(values, option, i < args.Count ? args[i] : throw Usage($"flag needs an argument: --{name}"));
        }
    }

    private static void ReadShort(Dictionary<string, OptionValue> values, IReadOnlyList<string> args, ref int i)
    {
        string letters = args[i][1..];
        for (int at = 0; at < letters.Length; at++)
        {
            DaemonOption option = DaemonOptionTable.ByShort(letters[at])
                ?? throw Usage($"unknown shorthand flag: '{letters[at]}' in -{letters}");
            string rest = letters[(at + 1)..];
            if (rest.StartsWith('='))
            {
                Add(values, option, rest[1..]);
                return;
            }

            if (option.Kind == DaemonOptionKind.Flag)
            {
                Add(values, option, "true");
                continue;
            }

            if (rest.Length == 0)
            {
                i++;
                rest = i < args.Count ? args[i] : throw Usage($"flag needs an argument: '{letters[at]}' in -{letters}");
            }

            Add(values, option, rest);
            return;
        }
    }

    private static void Add(Dictionary<string, OptionValue> values, DaemonOption option, string text)
    {
        if (option.Kind == DaemonOptionKind.Flag)
        {
            text = Boolean(text) ?? throw Usage($"invalid argument \"{text}\" for \"{option.Display}\" flag: invalid boolean");
        }

        if (option.Kind == DaemonOptionKind.Number && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw Usage($"invalid argument \"{text}\" for \"{option.Display}\" flag: strconv.ParseInt: parsing \"{text}\": invalid syntax");
        }

        bool several = option.Kind is DaemonOptionKind.List or DaemonOptionKind.Map or DaemonOptionKind.Pools;
        values[option.Id] = several && values.TryGetValue(option.Id, out OptionValue? before)
            ? new OptionValue([.. before.Items, text])
            : new OptionValue([text]);
    }

    /// <summary>The spellings that Go's flag packages take for true and false.</summary>
    private static string? Boolean(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => "true",
        "0" or "f" or "F" or "false" or "FALSE" or "False" => "false",
        _ => null,
    };

    private static ConfigurationException Usage(string message) => new($"{message}\nSee 'berthd --help'.");
}
