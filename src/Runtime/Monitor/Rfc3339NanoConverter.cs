using System.Text.Json;
using System.Text.Json.Serialization;
using Berth.Runtime.Logs;

namespace Berth.Runtime.Monitor;

/// <summary>Times in JSON as Go's <c>time.Time</c> writes them.</summary>
public sealed class Rfc3339NanoConverter : JsonConverter<DateTimeOffset>
{
    public static DateTimeOffset Read(ref Utf8JsonReader reader) =>
        Rfc3339Nano.TryParse(reader.GetString(), out DateTimeOffset time)
            ? time
            : throw new JsonException("not an RFC 3339 time");

    public static void Write(Utf8JsonWriter writer, DateTimeOffset value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<byte> text = stackalloc byte[Rfc3339Nano.MaxLength];
        writer.WriteStringValue(text[..Rfc3339Nano.Format(value, text)]);
    }

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => Write(writer, value);
}
