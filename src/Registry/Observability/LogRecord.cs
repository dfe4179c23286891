using System.Buffers;
using System.Buffers.Text;

namespace Berth.Registry.Observability;

/// <summary>One line of the log while it is put together: a format's way of writing fields. Reused; one thread at a time.</summary>
internal abstract class LogRecord
{
    /// <summary>Characters of a text, at most: the rest is cut off.</summary>
    protected const int LongestText = 1024;

    protected ArrayBufferWriter<byte> Buffer { get; } = new(512);

    public ReadOnlySpan<byte> Line => Buffer.WrittenSpan;

    /// <summary>Begins a line; what every line begins with.</summary>
    public abstract void Begin(DateTimeOffset time, LogLevel level, string message);

    /// <summary>A text from wherever: it is escaped. Null or empty: the field is left out.</summary>
    public abstract void Text(ReadOnlySpan<byte> name, string? value);

    public abstract void Number(ReadOnlySpan<byte> name, long value);

    /// <summary>Milliseconds, with microseconds behind the point.</summary>
    public abstract void Milliseconds(ReadOnlySpan<byte> name, TimeSpan value);

    /// <summary>Ends the line.</summary>
    public abstract void End();

    protected static ReadOnlySpan<byte> Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace"u8,
        LogLevel.Debug => "debug"u8,
        LogLevel.Information => "info"u8,
        LogLevel.Warning => "warning"u8,
        LogLevel.Error => "error"u8,
        _ => "fatal"u8,
    };

    protected void Time(DateTimeOffset time)
    {
        Utf8Formatter.TryFormat(time.UtcDateTime, Buffer.GetSpan(40), out int written, 'O');
        Buffer.Advance(written);
    }

    protected void Digits(long value)
    {
        Utf8Formatter.TryFormat(value, Buffer.GetSpan(20), out int written);
        Buffer.Advance(written);
    }

    /// <summary>Thousands of a second, three digits behind the point.</summary>
    protected void Decimal(TimeSpan value)
    {
        Utf8Formatter.TryFormat(value.Ticks / 10 / 1000m, Buffer.GetSpan(32), out int written, new StandardFormat('F', 3));
        Buffer.Advance(written);
    }
}
