using System.Text.Json;

namespace Berth.Runtime.Logs;

/// <summary>Reads back what <see cref="JsonLogLine"/> (or dockerd) wrote.</summary>
internal static class JsonLogParser
{
    /// <summary>False for anything else, such as a line that a power cut tore: a log must stay readable around it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogEntry entry)
    {
        entry = default;
        byte[]? text = null;
        LogStream stream = 0;
        DateTimeOffset? time = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadProperty(ref reader, ref text, ref stream, ref time);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }

        // An empty "log" is left out by Go.
        entry = new LogEntry(stream, time ?? default, text ?? []);
        return stream != 0 && time is not null;
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ref byte[]? text, ref LogStream stream, ref DateTimeOffset? time)
    {
        if (reader.ValueTextEquals("log"u8))
        {
            reader.Read();
            byte[] unescaped = new byte[reader.ValueSpan.Length];
            int length = reader.CopyString(unescaped);
            text = length == unescaped.Length ? unescaped : unescaped[..length];
        }
        else if (reader.ValueTextEquals("stream"u8))
        {
            reader.Read();
            stream = reader.ValueTextEquals("stdout"u8) ? LogStream.Stdout : reader.ValueTextEquals("stderr"u8) ? LogStream.Stderr : 0;
        }
        else if (reader.ValueTextEquals("time"u8))
        {
            reader.Read();
            if (Rfc3339Nano.TryParse(reader.ValueSpan, out DateTimeOffset value))
            {
                time = value;
            }
        }
        else
        {
            reader.Skip();
        }
    }
}
