using System.Buffers;
using System.Text;

namespace Berth.Runtime.Logs;

/// <summary>
/// A line of docker's <c>json-file</c> log, byte for byte as dockerd writes it:
/// <code>{"log":"text\n","stream":"stdout","time":"2026-11-24T22:00:00.123456789Z"}</code>
/// Dockerd escapes <c>&lt; &gt; &amp;</c>, U+2028 and U+2029 as Go's JSON does, every control character but <c>\n</c> and
/// <c>\r</c> by its number, and writes each byte that is not UTF-8 as <c>\ufffd</c>.
/// </summary>
internal static class JsonLogLine
{
    /// <summary>Everything that cannot be copied as it is.</summary>
    private static readonly SearchValues<byte> s_special = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)'"', (byte)'\\', (byte)'<', (byte)'>', (byte)'&', .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value),
    ]);

    /// <summary>Writes one line, newline included.</summary>
    /// <param name="newline">The text ends its line; false for a piece of a longer one.</param>
    /// <param name="attributes">An object of JSON; empty: none.</param>
    public static void Write(
        IBufferWriter<byte> output, LogStream stream, DateTimeOffset time, ReadOnlySpan<byte> text, bool newline, ReadOnlySpan<byte> attributes = default)
    {
        output.Write("{\"log\":\""u8);
        WriteEscaped(output, text);
        if (newline)
        {
            output.Write("\\n"u8);
        }

        output.Write(stream == LogStream.Stderr ? "\",\"stream\":\"stderr\""u8 : "\",\"stream\":\"stdout\""u8);
        if (!attributes.IsEmpty)
        {
            output.Write(",\"attrs\":"u8);
            output.Write(attributes);
        }

        output.Write(",\"time\":\""u8);
        output.Advance(Rfc3339Nano.Format(time, output.GetSpan(Rfc3339Nano.MaxLength)));
        output.Write("\"}\n"u8);
    }

    private static void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(s_special);
            if (plain != 0)
            {
                plain = plain < 0 ? text.Length : plain;
                output.Write(text[..plain]);
                text = text[plain..];
            }
            else if (text[0] < 0x80)
            {
                WriteEscapedAscii(output, text[0]);
                text = text[1..];
            }
            else
            {
                text = text[WriteRune(output, text)..];
            }
        }
    }

    private static void WriteEscapedAscii(IBufferWriter<byte> output, byte value)
    {
        switch (value)
        {
            case (byte)'"':
                output.Write("\\\""u8);
                break;
            case (byte)'\\':
                output.Write("\\\\"u8);
                break;
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            default:
                output.Write("\\u00"u8);
                output.Write([HexDigit(value >> 4), HexDigit(value & 0xf)]);
                break;
        }
    }

    /// <summary>Returns how many bytes of <paramref name="text"/> are dealt with: one where they are not UTF-8, as in Go.</summary>
    private static int WriteRune(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out int length) != OperationStatus.Done)
        {
            output.Write("\\ufffd"u8);
            return 1;
        }

        if (rune.Value is 0x2028 or 0x2029)
        {
            output.Write("\\u202"u8);
            output.Write([HexDigit(rune.Value & 0xf)]);
        }
        else
        {
            output.Write(text[..length]);
        }

        return length;
    }

    private static byte HexDigit(int value) => "0123456789abcdef"u8[value];
}
