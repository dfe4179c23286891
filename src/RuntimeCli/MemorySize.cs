using System.Buffers;
using System.Globalization;

namespace Berth.RuntimeCli;

/// <summary>Sizes as runc's callers write them: <c>67108864</c>, <c>64M</c>, <c>64mb</c>, <c>1.5GiB</c>; all of them powers of 1024.</summary>
internal static class MemorySize
{
    private const string Units = "kmgtp";
    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789. ");

    /// <summary>Bytes; -1 for <c>-1</c>, which is no limit; null for what is not a size.</summary>
    public static long? Parse(string text)
    {
        if (text == "-1")
        {
            return -1;
        }

        int digits = text.AsSpan().LastIndexOfAny(s_number) + 1;
        string unit = text[digits..].ToLowerInvariant();
        if (!double.TryParse(text[..digits].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
        {
            return null;
        }

        double factor = unit is "" or "b" ? 1 : Factor(unit);
        double bytes = number * factor;
        return factor == 0 || bytes >= long.MaxValue ? null : (long)bytes;
    }

    // k, kb, kib and so on; 0 for anything else.
    private static double Factor(string unit)
    {
        int power = Units.IndexOf(unit[0], StringComparison.Ordinal) + 1;
        return unit[1..] is "" or "b" or "ib" && power > 0 ? Math.Pow(1024, power) : 0;
    }
}
