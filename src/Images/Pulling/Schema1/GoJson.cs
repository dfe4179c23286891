using System.Buffers;
using System.Globalization;
using System.Text;

namespace Berth.Images.Pulling.Schema1;

/// <summary>
/// JSON down to the byte as Go's <c>encoding/json</c> writes it. A converted image's ID is the digest of such bytes, and must be the one
/// that docker computes.
/// </summary>
internal sealed class GoJson
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private bool _needsComma;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>
    /// JSON without white space between its parts, and with <c>&lt; &gt; &amp;</c> and the line separators of Unicode escaped in its
    /// strings; what else was escaped, or not, stays as it is.
    /// </summary>
    public static byte[] Compact(ReadOnlySpan<byte> json)
    {
        var compact = new ArrayBufferWriter<byte>(json.Length);
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            byte c = json[i];
            if (c is (byte)'<' or (byte)'>' or (byte)'&')
            {
                Escape(compact, c);
            }
            else if (c == 0xe2 && i + 2 < json.Length && json[i + 1] == 0x80 && (json[i + 2] & ~1) == 0xa8)
            {
                Escape(compact, 0x2000 + (json[i + 2] - 0x80));
                i += 2;
            }
            else if (inString && c == '\\')
            {
                compact.Write(json.Slice(i, 2));
                i++;
            }
            else if (inString || c is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                inString ^= c == '"';
                compact.Write([c]);
            }
        }

        return compact.WrittenSpan.ToArray();
    }

    public GoJson Open(char bracket)
    {
        Separate();
        _bytes.Write([(byte)bracket]);
        _needsComma = false;
        return this;
    }

    public GoJson Close(char bracket)
    {
        _bytes.Write([(byte)bracket]);
        _needsComma = true;
        return this;
    }

    public GoJson Name(string name)
    {
        Text(name);
        _bytes.Write(":"u8);
        _needsComma = false;
        return this;
    }

    public GoJson Text(string text)
    {
        Separate();
        _bytes.Write("\""u8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Write(rune);
        }

        _bytes.Write("\""u8);
        return this;
    }

    public GoJson Number(long number) => Raw(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));

    public GoJson Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    public GoJson Null() => Raw("null"u8);

    /// <summary>A whole value, as it is.</summary>
    public GoJson Raw(ReadOnlySpan<byte> value)
    {
        Separate();
        _bytes.Write(value);
        return this;
    }

    private void Separate()
    {
        if (_needsComma)
        {
            _bytes.Write(","u8);
        }

        _needsComma = true;
    }

    private void Write(Rune rune)
    {
        switch (rune.Value)
        {
            case '"' or '\\':
                _bytes.Write([(byte)'\\', (byte)rune.Value]);
                break;
            case '\n':
                _bytes.Write("\\n"u8);
                break;
            case '\r':
                _bytes.Write("\\r"u8);
                break;
            case '\t':
                _bytes.Write("\\t"u8);
                break;
            case < 0x20 or '<' or '>' or '&' or 0x2028 or 0x2029:
                Escape(_bytes, rune.Value);
                break;
            default:
                Span<byte> utf8 = stackalloc byte[4];
                _bytes.Write(utf8[..rune.EncodeToUtf8(utf8)]);
                break;
        }
    }

    private static void Escape(ArrayBufferWriter<byte> bytes, int value) =>
        bytes.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"\\u{value:x4}")));
}
