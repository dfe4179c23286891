using System.Buffers;
using System.Globalization;

namespace Berth.Images.Changes;

/// <summary>Go's text for durations: numbers with units, <c>1h15m30.5s</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    /// <summary>Nanoseconds; null where it is not a duration of zero or more, or is too long for 64 bits.</summary>
    public static long? Parse(string text)
    {
        if (text == "0")
        {
            return 0;
        }

        decimal total = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(s_number);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            {
                return null;
            }

            rest = rest[digits..];
            int letters = rest.IndexOfAnyInRange('0', '9') is >= 0 and var next ? next : rest.Length;
            if (Unit(rest[..letters]) is not { } unit || number > 1_000_000_000_000)
            {
                return null;
            }

            total += number * unit;
            rest = rest[letters..];
        }

        return text.Length == 0 || total > long.MaxValue ? null : (long)total;
    }

    private static decimal? Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => null,
    };
}
