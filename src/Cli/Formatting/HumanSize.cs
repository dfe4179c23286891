using System.Buffers;
using System.Globalization;

namespace Berth.Cli.Formatting;

/// <summary>Sizes for people, and back. Decimal units for what is stored (kB), binary ones for memory (KiB).</summary>
internal static class HumanSize
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");
    private static readonly string[] DecimalUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    private static readonly string[] BinaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary><c>1982389</c> is <c>1.98MB</c> with three digits.</summary>
    public static string Decimal(double bytes, int digits = 3) => Format(bytes, 1000, DecimalUnits, digits);

    /// <summary><c>536870912</c> is <c>512MiB</c>.</summary>
    public static string Binary(double bytes) => Format(bytes, 1024, BinaryUnits, 4);

    /// <summary>
    /// Reads <c>512m</c>, <c>1.5GiB</c>, <c>1024</c>: a number, then <c>b k m g t p</c> with an optional <c>b</c> or <c>ib</c>, all in
    /// powers of 1024.
    /// </summary>
    /// <exception cref="FormatException">Not a size.</exception>
    public static long ParseBytes(string text)
    {
        text = text.TrimStart();
        var digits = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var number = digits < 0 ? text.AsSpan() : text.AsSpan(0, digits);
        var suffix = text[number.Length..].Trim().ToLowerInvariant();
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            throw new FormatException($"invalid size: '{text}'");
        }

        if (suffix.Length == 0)
        {
            return (long)value;
        }

        var power = "bkmgtp".IndexOf(suffix[0], StringComparison.Ordinal);
        if (power < 0 || (power == 0 ? suffix.Length > 1 : suffix.Length > 1 && suffix[1..] is not ("b" or "ib")))
        {
            throw new FormatException($"invalid suffix: '{suffix}'");
        }

        return (long)(value * Math.Pow(1024, power));
    }

    private static string Format(double bytes, double step, string[] units, int digits)
    {
        var unit = 0;
        while (bytes >= step && unit < units.Length - 1)
        {
            bytes /= step;
            unit++;
        }

        return bytes.ToString("G" + digits, CultureInfo.InvariantCulture).ToLowerInvariant() + units[unit];
    }
}
