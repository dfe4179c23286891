using System.Text.Json;

namespace Berth.Oci;

/// <summary>Reads one value at the reader's position.</summary>
public delegate T JsonItem<out T>(ref Utf8JsonReader reader);

/// <summary>What code of <see cref="DirectJsonAttribute"/> reads with. Each method finds the reader on a value and leaves it on its last token.</summary>
public static class JsonIn
{
    /// <summary>A whole document of one value.</summary>
    /// <exception cref="JsonException">Malformed, or not of the expected shape; the message begins with the path of the place.</exception>
    public static T Document<T>(ReadOnlySpan<byte> json, JsonItem<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            T value = read(ref reader);
            reader.Read();
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            string path = JsonPath.At(json, reader.TokenStartIndex);
            throw new JsonException(path.Length == 0 ? e.Message : $"{path}: {e.Message}", path, null, null, e);
        }
    }

    public static void Object(ref Utf8JsonReader reader) => Require(ref reader, JsonTokenType.StartObject, "an object");

    /// <summary>To the name of the next member; false at the end of the object.</summary>
    public static bool NextMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Whether it is this member; if so the reader goes on to its value.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    public static void Skip(ref Utf8JsonReader reader) => reader.Skip();

    public static bool IsNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;

    public static void Missing(string name) => throw new JsonException($"{name} is missing");

    public static JsonException Unexpected(string expected) => new($"expected {expected}");

    public static string Text(ref Utf8JsonReader reader)
    {
        Require(ref reader, JsonTokenType.String, "a string");
        string text = reader.GetString()!;

        // It would cut the string short wherever the kernel reads it: another path than the one that was checked.
        return text.Contains('\0', StringComparison.Ordinal) ? throw Unexpected("a string without NUL") : text;
    }

    public static bool Boolean(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Unexpected("true or false"),
    };

    public static ushort UInt16(ref Utf8JsonReader reader) =>
        IsNumber(ref reader) && reader.TryGetUInt16(out ushort value) ? value : throw Unexpected("a whole number from 0 to 65535");

    public static int Int32(ref Utf8JsonReader reader) =>
        IsNumber(ref reader) && reader.TryGetInt32(out int value) ? value : throw Unexpected("a whole number of 32 bits");

    public static uint UInt32(ref Utf8JsonReader reader) =>
        IsNumber(ref reader) && reader.TryGetUInt32(out uint value) ? value : throw Unexpected("a whole number from 0 to 4294967295");

    public static long Int64(ref Utf8JsonReader reader) =>
        IsNumber(ref reader) && reader.TryGetInt64(out long value) ? value : throw Unexpected("a whole number of 64 bits");

    public static ulong UInt64(ref Utf8JsonReader reader) =>
        IsNumber(ref reader) && reader.TryGetUInt64(out ulong value) ? value : throw Unexpected("a whole number of 64 bits, not negative");

    public static double Double(ref Utf8JsonReader reader) =>
        IsNumber(ref reader) && reader.TryGetDouble(out double value) ? value : throw Unexpected("a number");

    public static DateTimeOffset Time(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out DateTimeOffset value) ? value : throw Unexpected("a time");

    /// <summary>Whatever it is.</summary>
    public static JsonElement Element(ref Utf8JsonReader reader) => JsonElement.ParseValue(ref reader);

    public static IReadOnlyList<T> List<T>(ref Utf8JsonReader reader, JsonItem<T> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Require(ref reader, JsonTokenType.StartArray, "an array");
        var list = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(item(ref reader));
        }

        return list;
    }

    /// <summary>Of a name that comes twice the last one counts.</summary>
    public static IReadOnlyDictionary<string, T> Dictionary<T>(ref Utf8JsonReader reader, JsonItem<T> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        Object(ref reader);
        var dictionary = new Dictionary<string, T>();
        while (NextMember(ref reader))
        {
            string name = reader.GetString()!;
            reader.Read();
            dictionary[name] = item(ref reader);
        }

        return dictionary;
    }

    private static bool IsNumber(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number;

    private static void Require(ref Utf8JsonReader reader, JsonTokenType token, string expected)
    {
        if (reader.TokenType != token)
        {
            throw Unexpected(expected);
        }
    }
}
