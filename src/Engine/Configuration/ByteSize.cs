using System.Globalization;

namespace Berth.Engine.Configuration;

/// <summary>
/// Sizes as docker's users write them: a number, then b, k, m, g, t or p, with <c>b</c> or <c>ib</c> after it; 1024-based.
/// </summary>
public static class ByteSize
{
    private const string Units = "kmgtp";

    /// <summary>Reads <c>10m</c>, <c>1.5GiB</c>, <c>4096</c>; never negative.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        string lower = text.Trim().ToLowerInvariant();
        string number = lower.TrimEnd('b', 'i', 'k', 'm', 'g', 't', 'p', ' ');
        string suffix = lower[number.Length..].Trim();
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || Factor(suffix) is not long factor
            || value > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(value * factor);
        return true;
    }

    private static long? Factor(string suffix)
    {
        if (suffix is "" or "b")
        {
            return 1;
        }

        int unit = Units.IndexOf(suffix[0], StringComparison.Ordinal);
        return unit >= 0 && suffix[1..] is "" or "b" or "ib" ? 1L << (10 * (unit + 1)) : null;
    }
}
