using System.Globalization;

namespace Berth.Cli.Templates;

/// <summary>Real numbers as Go writes them.</summary>
internal static class GoFloat
{
    /// <param name="value">A finite number.</param>
    /// <param name="style"><c>e f g</c>, or <c>E G</c> for a large exponent letter.</param>
    /// <param name="precision">Digits after the point, for <c>g</c> of all; null for as many as tell the number from its neighbours.</param>
    public static string Format(double value, char style, int? precision = null)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        var sign = double.IsNegative(value) ? "-" : "";
        var text = char.ToLowerInvariant(style) switch
        {
            'e' => Scientific(Digits(value, precision + 1), precision),
            'f' => precision is null ? Fixed(Digits(value, null)) : Math.Abs(value).ToString("F" + precision, CultureInfo.InvariantCulture),
            _ => General(Digits(value, precision is 0 ? 1 : precision), precision is 0 ? 1 : precision),
        };
        return sign + (char.IsUpper(style) ? text.ToUpperInvariant() : text);
    }

    /// <summary>As JSON, after JavaScript's rule: exponents only below 1e-6 and from 1e21 on.</summary>
    public static string Json(double value)
    {
        var size = Math.Abs(value);
        return size != 0 && (size < 1e-6 || size >= 1e21)
            ? Format(value, 'e').Replace("e-0", "e-", StringComparison.Ordinal)
            : Format(value, 'f');
    }

    /// <summary>Significant digits without trailing zeros, and the power of ten of the first.</summary>
    private static (string Text, int Exponent) Digits(double value, int? count)
    {
        // .NET writes "1.2345E+004": the shortest that reads back as the same number, or rounded to a count of digits.
        var text = Math.Abs(value).ToString(count is null ? "E16" : $"E{Math.Max(count.Value - 1, 0)}", CultureInfo.InvariantCulture);
        if (count is null)
        {
            text = Shortest(Math.Abs(value));
        }

        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var digits = text[..mark].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        return (digits.Length == 0 ? "0" : digits, int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture));
    }

    private static string Shortest(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var zeros = digits.Length - digits.TrimStart('0').Length;
        return zeros == digits.Length ? "0E0" : $"{digits[zeros..]}E{exponent + whole - 1 - zeros}";
    }

    private static string Scientific((string Text, int Exponent) digits, int? precision)
    {
        var fraction = digits.Text[1..];
        fraction = precision is { } wanted ? fraction.PadRight(wanted, '0') : fraction;
        var exponent = Math.Abs(digits.Exponent).ToString("D2", CultureInfo.InvariantCulture);
        return $"{digits.Text[0]}{(fraction.Length > 0 ? "." : "")}{fraction}e{(digits.Exponent < 0 ? '-' : '+')}{exponent}";
    }

    private static string Fixed((string Text, int Exponent) digits)
    {
        var (text, exponent) = digits;
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + text;
        }

        return text.Length <= exponent + 1 ? text.PadRight(exponent + 1, '0') : text[..(exponent + 1)] + "." + text[(exponent + 1)..];
    }

    private static string General((string Text, int Exponent) digits, int? precision)
    {
        var limit = precision ?? 6;
        if (precision > digits.Text.Length && digits.Text.Length >= digits.Exponent + 1)
        {
            limit = digits.Text.Length;
        }

        return digits.Exponent < -4 || digits.Exponent >= limit ? Scientific(digits, null) : Fixed(digits);
    }
}
