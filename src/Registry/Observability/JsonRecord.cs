using System.Buffers;
using System.Text.Json;

namespace Berth.Registry.Observability;

/// <summary>A JSON object a line: <c>{"time":"…","level":"info","msg":"…","path":"/v2/"}</c>.</summary>
#pragma warning disable CA1001 // The writer holds nothing but memory, and a thread keeps its record as long as it lives.
internal sealed class JsonRecord : LogRecord
#pragma warning restore CA1001
{
    private readonly Utf8JsonWriter _writer;

    public JsonRecord() => _writer = new Utf8JsonWriter(Buffer);

    public override void Begin(DateTimeOffset time, LogLevel level, string message)
    {
        Buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("time"u8, time.UtcDateTime);
        _writer.WriteString("level"u8, Name(level));
        Text("msg"u8, message);
    }

    public override void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _writer.WriteString(name, value.AsSpan(0, Math.Min(value.Length, LongestText)));
        }
    }

    public override void Number(ReadOnlySpan<byte> name, long value) => _writer.WriteNumber(name, value);

    public override void Milliseconds(ReadOnlySpan<byte> name, TimeSpan value) => _writer.WriteNumber(name, value.Ticks / 10 / 1000m);

    public override void End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        Buffer.Write("\n"u8);
    }
}
