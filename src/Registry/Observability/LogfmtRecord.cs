using System.Buffers;
using System.Text;

namespace Berth.Registry.Observability;

/// <summary>logfmt as dockerd writes it: <c>time="2026-01-02T03:04:05.6789012Z" level=info msg="…" path=/v2/</c>. A line is one line, whatever a client put into it.</summary>
internal sealed class LogfmtRecord : LogRecord
{
    /// <summary>What a value may be of without quotes.</summary>
    private static readonly SearchValues<char> s_bare =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:@+,()[];*~^");

    public override void Begin(DateTimeOffset time, LogLevel level, string message)
    {
        Buffer.ResetWrittenCount();
        Buffer.Write("time=\""u8);
        Time(time);
        Buffer.Write("\" level="u8);
        Buffer.Write(Name(level));
        Text("msg"u8, message);
    }

    public override void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        Field(name);
        ReadOnlySpan<char> text = value.AsSpan(0, Math.Min(value.Length, LongestText));
        if (text.ContainsAnyExcept(s_bare))
        {
            Buffer.Write("\""u8);
            Escape(text);
            Buffer.Write("\""u8);
        }
        else
        {
            Utf8(text);
        }
    }

    public override void Number(ReadOnlySpan<byte> name, long value)
    {
        Field(name);
        Digits(value);
    }

    public override void Milliseconds(ReadOnlySpan<byte> name, TimeSpan value)
    {
        Field(name);
        Decimal(value);
    }

    public override void End() => Buffer.Write("\n"u8);

    private void Field(ReadOnlySpan<byte> name)
    {
        Buffer.Write(" "u8);
        Buffer.Write(name);
        Buffer.Write("="u8);
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int plain = 0;
            while (plain < text.Length && IsPlain(text[plain]))
            {
                plain++;
            }

            Utf8(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                Utf8(Escaped(text[0]));
                text = text[1..];
            }
        }
    }

    /// <summary>No quote, and nothing that moves a terminal's cursor or turns text around.</summary>
    private static bool IsPlain(char c) => c is not ('"' or '\\') && !char.IsControl(c) && c is not (>= '\u200b' and <= '\u200f' or >= '\u2028' and <= '\u202e' or >= '\u2066' and <= '\u2069');

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)c:x4}",
    };

    /// <summary>Half a surrogate pair becomes the replacement character.</summary>
    private void Utf8(ReadOnlySpan<char> text)
    {
        System.Text.Unicode.Utf8.FromUtf16(text, Buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)), out _, out int written);
        Buffer.Advance(written);
    }
}
