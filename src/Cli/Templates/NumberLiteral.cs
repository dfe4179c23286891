using System.Globalization;
using System.Numerics;

namespace Berth.Cli.Templates;

/// <summary>
/// Numbers as Go writes them: decimal, <c>0x</c>, <c>0o</c>, <c>0b</c>, a leading zero for octal, underscores, fractions and exponents,
/// and characters in single quotes. A number is an int where it looks like one, else a float64. Imaginary numbers are refused.
/// </summary>
internal static class NumberLiteral
{
    /// <summary>Steps over a number; false when what is there cannot be one, with the position behind what was looked at.</summary>
    public static bool Scan(string source, ref int at)
    {
        Accept(source, ref at, "+-");
        var digits = "0123456789_";
        if (Accept(source, ref at, "0"))
        {
            digits = Accept(source, ref at, "xX") ? "0123456789abcdefABCDEF_"
                : Accept(source, ref at, "oO") ? "01234567_"
                : Accept(source, ref at, "bB") ? "01_"
                : digits;
        }

        AcceptRun(source, ref at, digits);
        if (Accept(source, ref at, "."))
        {
            AcceptRun(source, ref at, digits);
        }

        if (Accept(source, ref at, digits.Length switch { 11 => "eE", 23 => "pP", _ => "" }))
        {
            Accept(source, ref at, "+-");
            AcceptRun(source, ref at, "0123456789_");
        }

        Accept(source, ref at, "i");
        if (at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] == '_'))
        {
            at++;
            return false;
        }

        return true;
    }

    /// <summary>The value of a number as <see cref="Scan"/> took it.</summary>
    /// <exception cref="FormatException">Not a number, or too large; the message is that of Go's parser.</exception>
    public static (object Value, long? Integer) Parse(string text)
    {
        if (text.EndsWith('i') && !text.Contains('x', StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"imaginary numbers are not supported: {GoQuote.Quote(text)}");
        }

        var isHex = text.TrimStart('+', '-').StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var looksReal = text.AsSpan().IndexOfAny(isHex ? ".pP" : ".eEpP") >= 0;
        if (!looksReal)
        {
            return ParseInteger(text);
        }

        var real = (isHex ? HexadecimalReal(text) : Real(text)) ?? throw new FormatException($"illegal number syntax: {GoQuote.Quote(text)}");
        return (real, real == Math.Truncate(real) && Math.Abs(real) < 9e18 ? (long)real : null);
    }

    private static (object Value, long? Integer) ParseInteger(string text)
    {
        var whole = Integer(text);
        if (whole is null && !Real(text).HasValue)
        {
            throw new FormatException($"illegal number syntax: {GoQuote.Quote(text)}");
        }

        // "08" is no octal number, but would be a real one; what fits no int but an unsigned one is refused when it is used.
        return whole switch
        {
            { } number when number >= long.MinValue && number <= long.MaxValue => ((long)number, (long)number),
            { } number when number > 0 && number <= ulong.MaxValue => ((ulong)number, null),
            _ => throw new FormatException($"integer overflow: {GoQuote.Quote(text)}"),
        };
    }

    /// <summary>The code point of a character in single quotes.</summary>
    /// <exception cref="FormatException">Not one character.</exception>
    public static long ParseCharacter(string literal)
    {
        if (literal == "''")
        {
            throw new FormatException("invalid syntax");
        }

        var runes = GoQuote.Unquote(literal)?.EnumerateRunes().ToList();
        return runes is [var rune] ? rune.Value : throw new FormatException($"malformed character constant: {literal}");
    }

    private static BigInteger? Integer(string text)
    {
        var digits = text.TrimStart('+', '-');
        var sign = text.StartsWith('-') ? -1 : 1;
        var (numberBase, start) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        if (!HasGoodUnderscores(digits, numberBase != 10))
        {
            return null;
        }

        digits = digits[start..].Replace("_", "", StringComparison.Ordinal);
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : numberBase;
            if (digit >= numberBase)
            {
                return null;
            }

            value = value * numberBase + digit;
        }

        return digits.Length == 0 ? null : sign * value;
    }

    /// <summary>An underscore stands between digits, or between a base's prefix and a digit.</summary>
    private static bool HasGoodUnderscores(string digits, bool hasBase)
    {
        if (!digits.Contains('_', StringComparison.Ordinal))
        {
            return true;
        }

        return hasBase && !digits.EndsWith('_') && !digits.Contains("__", StringComparison.Ordinal) || (!hasBase
            && !digits.StartsWith('_') && !digits.EndsWith('_') && !digits.Contains("__", StringComparison.Ordinal));
    }

    private static double? Real(string text)
    {
        if (text.Contains('_', StringComparison.Ordinal))
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null;
    }

    /// <summary><c>0x1.8p3</c> is twelve; the exponent must be there.</summary>
    private static double? HexadecimalReal(string text)
    {
        var sign = text.StartsWith('-') ? -1 : 1;
        var body = text.TrimStart('+', '-')[2..];
        var power = body.AsSpan().IndexOfAny('p', 'P');
        if (power < 0 || !int.TryParse(body.AsSpan(power + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
        {
            return null;
        }

        var mantissa = 0.0;
        var scale = 0;
        var point = body.IndexOf('.', StringComparison.Ordinal);
        foreach (var c in body[..power].Where(c => c != '.'))
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return null;
            }

            mantissa = mantissa * 16 + Convert.ToInt32(c.ToString(), 16);
        }

        scale = point >= 0 ? 4 * (power - point - 1) : 0;
        return sign * Math.ScaleB(mantissa, exponent - scale);
    }

    private static bool Accept(string source, ref int at, string valid)
    {
        if (at >= source.Length || !valid.Contains(source[at], StringComparison.Ordinal))
        {
            return false;
        }

        at++;
        return true;
    }

    private static void AcceptRun(string source, ref int at, string valid)
    {
        while (Accept(source, ref at, valid))
        {
        }
    }
}
