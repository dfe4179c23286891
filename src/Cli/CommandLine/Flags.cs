using System.Globalization;

namespace Berth.Cli.CommandLine;

/// <summary>On or off.</summary>
internal sealed class SwitchFlag(string name, char? shorthand, string usage, bool initial = false)
    : Flag(name, shorthand, "", usage)
{
    public bool Value { get; private set; } = initial;

    public override string? ImpliedValue => "true";

    public override string? DefaultText { get; } = initial ? "true" : null;

    protected override void Accept(string value) => Value = value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"strconv.ParseBool: parsing \"{value}\": invalid syntax"),
    };
}

/// <summary>A text.</summary>
internal sealed class TextFlag(string name, char? shorthand, string usage, string initial = "", string valueName = "string")
    : Flag(name, shorthand, valueName, usage)
{
    public string Value { get; private set; } = initial;

    public override string? DefaultText { get; } = initial.Length > 0 ? $"\"{initial}\"" : null;

    protected override void Accept(string value) => Value = value;
}

/// <summary>A whole number.</summary>
internal sealed class NumberFlag(string name, char? shorthand, string usage, long initial = 0)
    : Flag(name, shorthand, "int", usage)
{
    public long Value { get; private set; } = initial;

    /// <summary>The value where the command line gave one.</summary>
    public int? Given => IsSet ? (int)Math.Clamp(Value, int.MinValue, int.MaxValue) : null;

    public override string? DefaultText { get; } = initial != 0 ? initial.ToString(CultureInfo.InvariantCulture) : null;

    protected override void Accept(string value) =>
        Value = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"strconv.ParseInt: parsing \"{value}\": invalid syntax");
}

/// <summary>A value that a function reads.</summary>
internal sealed class ParsedFlag<T>(string name, char? shorthand, string valueName, string usage, Func<string, T> parse, T initial)
    : Flag(name, shorthand, valueName, usage)
{
    public T Value { get; private set; } = initial;

    protected override void Accept(string value) => Value = parse(value);
}

/// <summary>Values that add up over several uses, each checked and rewritten by a function.</summary>
internal sealed class ListFlag(string name, char? shorthand, string usage, Func<string, string>? check = null, string valueName = "list")
    : Flag(name, shorthand, valueName, usage)
{
    private readonly List<string> _values = [];

    public IReadOnlyList<string> Values => _values;

    /// <summary>The values, or null when there are none, which leaves the field out of a request.</summary>
    public IReadOnlyList<string>? ValuesOrNull => _values.Count > 0 ? _values : null;

    protected override void Accept(string value) => _values.Add(check is null ? value : check(value));
}

/// <summary>Values of any type that add up over several uses.</summary>
internal sealed class ParsedListFlag<T>(string name, char? shorthand, string valueName, string usage, Func<string, T> parse)
    : Flag(name, shorthand, valueName, usage)
{
    private readonly List<T> _values = [];

    public IReadOnlyList<T> Values => _values;

    protected override void Accept(string value) => _values.Add(parse(value));
}
