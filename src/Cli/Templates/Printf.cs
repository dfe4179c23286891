using System.Globalization;
using System.Text;

namespace Berth.Cli.Templates;

/// <summary>
/// The verbs of Go's <c>fmt.Printf</c> that formats use: <c>%s %v %d %q %t %f %g %x %c %%</c>, with width, precision, <c>-</c> and
/// <c>0</c>.
/// </summary>
internal static class Printf
{
    private const int MaximumWidth = 4096;

    public static string Format(string format, ReadOnlySpan<object?> arguments)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            var directive = Read(format, ref i);
            if (directive.Verb == '%')
            {
                text.Append('%');
            }
            else if (directive.Verb == '\0')
            {
                text.Append("%!(NOVERB)");
            }
            else
            {
                text.Append(next < arguments.Length ? Pad(directive, One(directive, arguments[next++])) : $"%!{directive.Verb}(MISSING)");
            }
        }

        for (; next < arguments.Length; next++)
        {
            text.Append($"%!(EXTRA {ValueText.Of(arguments[next])})");
        }

        return text.ToString();
    }

    private static Directive Read(string format, ref int i)
    {
        var (left, zero, width, precision) = (false, false, 0, -1);
        for (i++; i < format.Length && format[i] is '-' or '0' or '+' or '#' or ' '; i++)
        {
            left |= format[i] == '-';
            zero |= format[i] == '0';
        }

        width = Digits(format, ref i);
        if (i < format.Length && format[i] == '.')
        {
            i++;
            precision = Digits(format, ref i);
        }

        return new Directive(i < format.Length ? format[i] : '\0', width, precision, left, zero && !left);
    }

    private static int Digits(string format, ref int i)
    {
        var number = 0;
        for (; i < format.Length && char.IsAsciiDigit(format[i]); i++)
        {
            number = Math.Min(number * 10 + format[i] - '0', MaximumWidth);
        }

        return number;
    }

    private static string One(Directive directive, object? value) => (directive.Verb, value) switch
    {
        ('s' or 'v', string text) => directive.Precision >= 0 && directive.Precision < text.Length ? text[..directive.Precision] : text,
        ('s' or 'v' or 't' or 'd', not double) => ValueText.Of(value),
        ('v', _) => ValueText.Of(value),
        ('q', _) => Quoted(ValueText.Of(value)),
        ('x', long number) => number.ToString("x", CultureInfo.InvariantCulture),
        ('x', string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        ('f' or 'g', long or double) => Convert.ToDouble(value, CultureInfo.InvariantCulture)
            .ToString(directive.Verb == 'f' ? "F" + (directive.Precision < 0 ? 6 : directive.Precision) : "G", CultureInfo.InvariantCulture),
        ('c', long number) => ((char)number).ToString(),
        _ => $"%!{directive.Verb}({ValueText.Of(value)})",
    };

    private static string Pad(Directive directive, string text)
    {
        if (directive.LeftAligned)
        {
            return text.PadRight(directive.Width);
        }

        if (!directive.ZeroPadded || !text.StartsWith('-'))
        {
            return text.PadLeft(directive.Width, directive.ZeroPadded ? '0' : ' ');
        }

        return "-" + text[1..].PadLeft(directive.Width - 1, '0');
    }

    /// <summary>A Go string literal.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private readonly record struct Directive(char Verb, int Width, int Precision, bool LeftAligned, bool ZeroPadded);
}
