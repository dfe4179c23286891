using System.Globalization;
using Berth.Engine.Configuration;
using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>Takes the options of a log driver one by one; what nobody took in the end is unknown.</summary>
internal sealed class LogOptionReader
{
    private readonly string _driver;
    private readonly Dictionary<string, string> _options;

    /// <exception cref="InvalidParameterException">A mode that does not exist.</exception>
    public LogOptionReader(string driver, IReadOnlyDictionary<string, string> options)
    {
        _driver = driver;
        _options = new Dictionary<string, string>(options, StringComparer.Ordinal);
        Mode = Take("mode") ?? "";
        if (Mode is not ("" or "blocking" or "non-blocking"))
        {
            throw new InvalidParameterException($"logger: logging mode not supported: {Mode}");
        }
    }

    /// <summary>In neither does a target that takes nothing hold the container up.</summary>
    public string Mode { get; }

    public bool Has(string name) => _options.ContainsKey(name);

    /// <summary>The value; null where it is not given.</summary>
    public string? Take(string name) => _options.Remove(name, out string? value) ? value : null;

    /// <summary>A size in bytes; null: -1, no limit.</summary>
    public long? Size(string name)
    {
        string value = Take(name) ?? "-1";
        if (value == "-1")
        {
            return null;
        }

        return ByteSize.TryParse(value, out long size) && size > 0 ? size : throw new InvalidParameterException($"invalid value for {name}: {value}");
    }

    public int Files(string name, int usual) => Take(name) is not { } value ? usual
        : int.TryParse(value, CultureInfo.InvariantCulture, out int files) && files >= 1 ? files
        : throw new InvalidParameterException($"{name} cannot be less than 1");

    public bool Switch(string name, bool usual) => Take(name) is not { } value ? usual : value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new InvalidParameterException($"strconv.ParseBool: parsing \"{value}\": invalid syntax"),
    };

    public int BufferBytes(int usual)
    {
        if (Take("max-buffer-size") is not { } value)
        {
            return usual;
        }

        if (Mode != "non-blocking")
        {
            throw new InvalidParameterException("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        }

        return ByteSize.TryParse(value, out long size) && size is > 0 and <= int.MaxValue
            ? (int)size
            : throw new InvalidParameterException($"error parsing option max-buffer-size: invalid size: '{value}'");
    }

    public LogAttributeChoice Attributes() => new()
    {
        Labels = List("labels"),
        LabelPattern = Pattern("labels-regex"),
        Variables = List("env"),
        VariablePattern = Pattern("env-regex"),
        Tag = LogTag.Check(Take("tag")),
    };

    /// <exception cref="InvalidParameterException">Some are left.</exception>
    public void RefuseOthers()
    {
        foreach (string name in _options.Keys)
        {
            throw new InvalidParameterException(
                _driver == "local" ? $"unknown log opt '{name}' for log driver local" : $"unknown log opt '{name}' for {_driver} log driver");
        }
    }

    private string[] List(string name) => Take(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private string? Pattern(string name)
    {
        if (Take(name) is not { Length: > 0 } pattern)
        {
            return null;
        }

        try
        {
            _ = LogAttributeChoice.Compile(pattern);
            return pattern;
        }
        catch (ArgumentException e)
        {
            throw new InvalidParameterException($"error parsing regexp: {e.Message}", e);
        }
    }
}
