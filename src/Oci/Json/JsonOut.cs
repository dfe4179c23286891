using System.Buffers;
using System.Text.Json;

namespace Berth.Oci;

/// <summary>What code of <see cref="DirectJsonAttribute"/> writes with.</summary>
public static class JsonOut
{
    /// <param name="value">What the document holds.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="indented">For people: a line a member.</param>
    public static byte[] Document<T>(T value, Action<Utf8JsonWriter, T> write, bool indented)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, SkipValidation = true });
        write(writer, value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static void Value(Utf8JsonWriter writer, string value) => writer?.WriteStringValue(value);

    public static void Value(Utf8JsonWriter writer, bool value) => writer?.WriteBooleanValue(value);

    public static void Value(Utf8JsonWriter writer, ushort value) => writer?.WriteNumberValue(value);

    public static void Value(Utf8JsonWriter writer, int value) => writer?.WriteNumberValue(value);

    public static void Value(Utf8JsonWriter writer, uint value) => writer?.WriteNumberValue(value);

    public static void Value(Utf8JsonWriter writer, long value) => writer?.WriteNumberValue(value);

    public static void Value(Utf8JsonWriter writer, ulong value) => writer?.WriteNumberValue(value);

    public static void Value(Utf8JsonWriter writer, double value) => writer?.WriteNumberValue(value);

    public static void Value(Utf8JsonWriter writer, DateTimeOffset value) => writer?.WriteStringValue(value);

    public static void Value(Utf8JsonWriter writer, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        value.WriteTo(writer);
    }

    public static void List<T>(Utf8JsonWriter writer, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> item)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(item);
        writer.WriteStartArray();
        foreach (T value in values)
        {
            item(writer, value);
        }

        writer.WriteEndArray();
    }

    public static void Dictionary<T>(Utf8JsonWriter writer, IReadOnlyDictionary<string, T> values, Action<Utf8JsonWriter, T> item)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(item);
        writer.WriteStartObject();
        foreach ((string name, T value) in values)
        {
            writer.WritePropertyName(name);
            item(writer, value);
        }

        writer.WriteEndObject();
    }
}
