using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Literals of Go: strings and characters in quotes, back and forth (Go's package strconv).</summary>
internal static class GoQuote
{
    /// <summary>A string in double quotes.</summary>
    public static string Quote(string text, bool asciiOnly = false) => Quote(text, '"', asciiOnly);

    /// <summary>A character in single quotes.</summary>
    public static string QuoteRune(int codePoint, bool asciiOnly = false) =>
        Quote(Rune.IsValid(codePoint) ? new Rune(codePoint).ToString() : "\uFFFD", '\'', asciiOnly);

    /// <summary><c>U+0041 'A'</c>; what cannot be shown has no quotes.</summary>
    public static string CodePoint(int codePoint)
    {
        // An end of input counts as U+FFFFFFFFFFFFFFFF.
        var number = codePoint < 0 ? "FFFFFFFFFFFFFFFF" : codePoint.ToString("X4", CultureInfo.InvariantCulture);
        return Rune.IsValid(codePoint) && IsPrintable(new Rune(codePoint)) ? $"U+{number} '{new Rune(codePoint)}'" : $"U+{number}";
    }

    /// <summary>Whether Go would show the character as it is: letters, marks, numbers, punctuation, symbols and the ASCII space.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    /// <summary>The value of a literal in double, single or back quotes.</summary>
    /// <returns>Null when it is none, as of an unknown escape.</returns>
    public static string? Unquote(string literal)
    {
        var body = literal.AsSpan(1, literal.Length - 2);
        if (literal[0] == '`')
        {
            return body.ToString().Replace("\r", "", StringComparison.Ordinal);
        }

        // Escapes may spell single bytes of a character, so bytes are what is put together.
        var bytes = new List<byte>();
        while (!body.IsEmpty)
        {
            if (body[0] != '\\')
            {
                var length = body.Length > 1 && char.IsSurrogatePair(body[0], body[1]) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(body[..length].ToString()));
                body = body[length..];
            }
            else if (!UnquoteEscape(ref body, literal[0], bytes))
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool UnquoteEscape(ref ReadOnlySpan<char> body, char quote, List<byte> bytes)
    {
        var c = body.Length > 1 ? body[1] : '\0';
        if ("abfnrtv\\".IndexOf(c, StringComparison.Ordinal) is >= 0 and var index && c != '\0')
        {
            bytes.Add((byte)"\a\b\f\n\r\t\v\\"[index]);
            body = body[2..];
            return true;
        }

        if (c == quote)
        {
            bytes.Add((byte)c);
            body = body[2..];
            return true;
        }

        var (start, digits, numberBase) = c switch
        {
            'x' => (2, 2, 16),
            'u' => (2, 4, 16),
            'U' => (2, 8, 16),
            >= '0' and <= '7' => (1, 3, 8),
            _ => (0, 0, 0),
        };
        if (digits == 0 || body.Length < start + digits || Digits(body.Slice(start, digits), numberBase) is not { } value)
        {
            return false;
        }

        body = body[(start + digits)..];
        if (c is 'u' or 'U')
        {
            if (!Rune.IsValid(value))
            {
                return false;
            }

            bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(value).ToString()));
            return true;
        }

        bytes.Add((byte)value);
        return value <= byte.MaxValue;
    }

    private static int? Digits(ReadOnlySpan<char> text, int numberBase)
    {
        long value = 0;
        foreach (var c in text)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : numberBase;
            if (digit >= numberBase)
            {
                return null;
            }

            value = value * numberBase + digit;
        }

        return value <= int.MaxValue ? (int)value : null;
    }

    private static string Quote(string text, char quote, bool asciiOnly)
    {
        var quoted = new StringBuilder().Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == quote || rune.Value == '\\')
            {
                quoted.Append('\\').Append(rune.ToString());
            }
            else if (rune.Value < 0x7f || !asciiOnly ? IsPrintable(rune) : false)
            {
                quoted.Append(rune.ToString());
            }
            else
            {
                quoted.Append(Escape(rune));
            }
        }

        return quoted.Append(quote).ToString();
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        < ' ' or 0x7f => $"\\x{rune.Value:x2}",
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };
}
