using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Strings, numbers and truth values by the verbs of <c>Printf</c>.</summary>
internal static class ScalarVerb
{
    /// <returns>Null when the verb is not for such a value.</returns>
    public static string? Of(Directive directive, object value) => value switch
    {
        string text => Text(directive, text),
        JsonNumber number => Text(directive, number.Text),
        bool flag => directive.Verb.Value is 't' or 'v' ? directive.Pad(flag ? "true" : "false") : null,
        double number => Real(directive, number),
        byte number => Integer(directive, number, directive is { Verb.Value: 'v', Sharp: true }),
        _ => Integer(directive, (long)value, false),
    };

    private static string? Text(Directive directive, string text)
    {
        switch (directive.Verb.Value)
        {
            case 'v' when directive.Sharp:
            case 'q':
                var cut = Cut(directive, text);
                return directive.Pad(directive is { Sharp: true, Verb.Value: 'q' } && CanBeRaw(cut) ? $"`{cut}`"
                    : GoQuote.Quote(cut, directive.Plus && directive.Verb.Value == 'q'));
            case 'v' or 's':
                return directive.Pad(Cut(directive, text));
            case 'x' or 'X':
                return directive.Pad(Hexadecimal(directive, text), allowsZeros: true);
            default:
                return null;
        }
    }

    private static string Cut(Directive directive, string text) => directive.Precision is { } limit
        ? string.Concat(text.EnumerateRunes().Take(limit).Select(rune => rune.ToString()))
        : text;

    private static bool CanBeRaw(string text) =>
        text.EnumerateRunes().All(rune => rune.Value is '\t' || (rune.Value is >= ' ' and not (0x7f or '`' or 0xfeff)));

    private static string Hexadecimal(Directive directive, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        bytes = directive.Precision < bytes.Length ? bytes[..directive.Precision.Value] : bytes;
        var isUpper = directive.Verb.Value == 'X';
        var prefix = directive.Sharp && bytes.Length > 0 ? isUpper ? "0X" : "0x" : "";
        var digits = isUpper ? Convert.ToHexString(bytes) : Convert.ToHexStringLower(bytes);
        return directive.Space
            ? string.Join(' ', digits.Chunk(2).Select(pair => prefix + new string(pair)))
            : prefix + digits;
    }

    private static string? Integer(Directive directive, long number, bool isHexadecimal)
    {
        switch (directive.Verb.Value)
        {
            case 'v' when isHexadecimal:
                return Digits(directive with { Sharp = true }, number, 16, 'v');
            case 'v' or 'd':
                return Digits(directive, number, 10, 'd');
            case 'b':
                return Digits(directive, number, 2, 'b');
            case 'o' or 'O':
                return Digits(directive, number, 8, (char)directive.Verb.Value);
            case 'x' or 'X':
                return Digits(directive, number, 16, (char)directive.Verb.Value);
            case 'c':
                return directive.Pad(Rune.IsValid((int)number) ? new Rune((int)number).ToString() : "\uFFFD");
            case 'q':
                return directive.Pad(GoQuote.QuoteRune((int)number, directive.Plus));
            case 'U':
                var point = GoQuote.CodePoint((int)number);
                return directive.Pad(directive.Sharp ? point : point.Split(' ')[0], allowsZeros: false);
            default:
                return null;
        }
    }

    private static string Digits(Directive directive, long number, int numberBase, char verb)
    {
        if (directive.Precision == 0 && number == 0)
        {
            return new string(' ', directive.Width ?? 0);
        }

        var sign = number < 0 ? "-" : directive.Plus ? "+" : directive.Space ? " " : "";
        var digits = Magnitude(number, numberBase);
        digits = verb == 'X' ? digits.ToUpperInvariant() : digits;
        if (directive.Precision is { } least)
        {
            digits = digits.PadLeft(least, '0');
        }
        else if (directive is { Zero: true, Minus: false, Width: { } width })
        {
            digits = digits.PadLeft(Math.Max(0, width - sign.Length), '0');
        }

        var prefix = (verb, directive.Sharp, numberBase) switch
        {
            ('O', _, _) => "0o",
            (_, false, _) => "",
            (_, _, 2) => "0b",
            (_, _, 8) => digits.StartsWith('0') ? "" : "0",
            ('X', _, 16) => "0X",
            (_, _, 16) => "0x",
            _ => "",
        };
        return directive.Pad(sign + prefix + digits, allowsZeros: false);
    }

    private static string Magnitude(long number, int numberBase)
    {
        var size = number < 0 ? (ulong)-(number + 1) + 1 : (ulong)number;
        if (numberBase is 10 or 16)
        {
            return size.ToString(numberBase == 10 ? "D" : "x", CultureInfo.InvariantCulture);
        }

        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, (char)('0' + (int)(size % (ulong)numberBase)));
            size /= (ulong)numberBase;
        }
        while (size > 0);
        return digits.ToString();
    }

    private static string? Real(Directive directive, double number)
    {
        var verb = (char)directive.Verb.Value;
        if (!"vgGeEfF".Contains(verb, StringComparison.Ordinal))
        {
            return null;
        }

        var precision = directive.Precision ?? (verb is 'v' or 'g' or 'G' ? null : 6);
        var text = GoFloat.Format(Math.Abs(number), verb is 'v' ? 'g' : verb, precision);
        var sign = double.IsNegative(number) ? "-" : directive.Plus ? "+" : directive.Space ? " " : "";
        return directive is { Zero: true, Minus: false, Width: { } width }
            ? sign + text.PadLeft(Math.Max(0, width - sign.Length), '0')
            : directive.Pad(sign + text, allowsZeros: false);
    }
}
