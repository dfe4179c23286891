using System.Globalization;
using System.Text.Json;

namespace Berth.Engine.Configuration;

/// <summary>
/// The daemon's configuration file: one JSON object with dockerd's keys. A file that is not right is refused whole, and the
/// message says at which line and column, since a daemon that does not start over a missing comma is a common complaint.
/// </summary>
internal static partial class DaemonConfigFile
{
    private static readonly JsonReaderOptions s_strict = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 8 };

    /// <summary>The values in the file, by option id.</summary>
    /// <exception cref="ConfigurationException">It is no JSON object, has an unknown key, or a value of the wrong
    /// type.</exception>
    public static Dictionary<string, OptionValue> Parse(ReadOnlySpan<byte> json)
    {
        // A byte order mark is what some editors leave; it is not part of the text.
        if (json.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        var reader = new Utf8JsonReader(json, s_strict);
        try
        {
            return ReadObject(ref reader, json);
        }
        catch (JsonException e)
        {
            string where = $"line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}";
            throw new ConfigurationException($"{where}: {FirstSentence(e.Message)}", e);
        }
    }

    private static Dictionary<string, OptionValue> ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw At(ref reader, json, "the file must hold one JSON object");
        }

        var values = new Dictionary<string, OptionValue>(StringComparer.Ordinal);
        var unknown = new List<string>();
        ReadKeys(ref reader, json, "", values, unknown);
        reader.Read();
        return unknown.Count == 0
            ? values
            : throw new ConfigurationException(
                $"the following directives don't match any configuration option: {string.Join(", ", unknown)}");
    }

    /// <summary>The keys of the object that the reader stands on the start of, down to its end.</summary>
    private static void ReadKeys(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string section, Dictionary<string, OptionValue> values, List<string> unknown)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (!seen.Add(key))
            {
                throw At(ref reader, json, $"{key} is given twice");
            }

            reader.Read();
            if (DaemonOptionTable.ByKey(section, key) is DaemonOption option)
            {
                values[key] = ReadValue(ref reader, json, option);
            }
            else if (section.Length == 0 && key == DaemonOptionTable.Proxies)
            {
                ReadSection(ref reader, json, key, values, unknown);
            }
            else
            {
                unknown.Add(key);
                reader.Skip();
            }
        }
    }

    private static void ReadSection(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string section, Dictionary<string, OptionValue> values, List<string> unknown)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw At(ref reader, json, $"{section} must be {Expected(DaemonOptionKind.Map)}");
        }

        ReadKeys(ref reader, json, section, values, unknown);
    }

    private static OptionValue ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DaemonOption option)
    {
        switch (option.Kind, reader.TokenType)
        {
            case (DaemonOptionKind.Text, JsonTokenType.String):
                return new OptionValue([reader.GetString()!]);
            case (DaemonOptionKind.Flag, JsonTokenType.True):
                return new OptionValue(["true"]);
            case (DaemonOptionKind.Flag, JsonTokenType.False):
                return new OptionValue(["false"]);
            case (DaemonOptionKind.List, JsonTokenType.StartArray):
                return ReadList(ref reader, json, option);
            case (DaemonOptionKind.Map, JsonTokenType.StartObject):
                return ReadMap(ref reader, json, option);
            case (DaemonOptionKind.Number, JsonTokenType.Number) when reader.TryGetInt32(out int number):
                return new OptionValue([number.ToString(CultureInfo.InvariantCulture)]);
            case (DaemonOptionKind.Mirrors, JsonTokenType.StartObject):
                return ReadMirrors(ref reader, json, option);
            case (DaemonOptionKind.Pools, JsonTokenType.StartArray):
                return ReadPools(ref reader, json, option);
            default:
                throw At(ref reader, json, $"{option.Key} must be {Expected(option.Kind)}");
        }
    }

    private static OptionValue ReadList(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DaemonOption option)
    {
        var items = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType == JsonTokenType.String
                ? reader.GetString()!
                : throw At(ref reader, json, $"{option.Key} must be {Expected(option.Kind)}"));
        }

        return new OptionValue(items);
    }

    private static OptionValue ReadMap(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DaemonOption option)
    {
        var items = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            items.Add(reader.TokenType == JsonTokenType.String
                ? $"{key}={reader.GetString()}"
                : throw At(ref reader, json, $"{option.Key} must be {Expected(option.Kind)}"));
        }

        return new OptionValue(items);
    }

    private static string Expected(DaemonOptionKind kind) => kind switch
    {
        DaemonOptionKind.Flag => "true or false",
        DaemonOptionKind.List => "an array of strings",
        DaemonOptionKind.Map => "an object of strings",
        DaemonOptionKind.Number => "a whole number",
        DaemonOptionKind.Mirrors => "an object of registries",
        DaemonOptionKind.Pools => "an array of objects with base and size",
        _ => "a string",
    };

    /// <summary>An error at the token that the reader stands on.</summary>
    private static ConfigurationException At(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string message)
    {
        ReadOnlySpan<byte> before = json[..(int)reader.TokenStartIndex];
        int line = before.Count((byte)'\n') + 1;
        int column = before.Length - before.LastIndexOf((byte)'\n');
        return new ConfigurationException($"line {line}, column {column}: {message}");
    }

    /// <summary>System.Text.Json adds its own positions, counted from 0, at the end of the message.</summary>
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
