using System.Buffers;
using System.Globalization;

namespace Berth.Registry.Configuration;

/// <summary>Sizes as they are written in options: a number and a unit of 1024, e.g. <c>4MiB</c>, <c>64g</c>; without one, bytes.</summary>
internal static class SizeText
{
    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    public const string Expected = "a size with a unit (KiB, MiB, GiB, TiB), e.g. \"4MiB\"";

    /// <summary>Never negative.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        int digits = text.AsSpan().IndexOfAnyExcept(s_number);
        ReadOnlySpan<char> number = digits < 0 ? text : text.AsSpan(0, digits);
        string unit = digits < 0 ? "" : text[digits..].Trim().ToLowerInvariant();
        int shift = unit switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 10,
            "m" or "mb" or "mib" => 20,
            "g" or "gb" or "gib" => 30,
            "t" or "tb" or "tib" => 40,
            _ => -1,
        };
        if (shift < 0
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || value > long.MaxValue >> shift)
        {
            return false;
        }

        bytes = (long)(value * (1L << shift));
        return true;
    }

    /// <summary>In the largest unit that leaves no rest: <c>4MiB</c>.</summary>
    public static string Format(long bytes)
    {
        string[] units = ["", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes}{units[unit]}");
    }
}
