using System.Buffers;
using System.Globalization;

namespace Berth.Registry.Configuration;

/// <summary>Durations as they are written in options: numbers with units, one after the other, e.g. <c>500ms</c>, <c>24h</c>, <c>1h30m</c>; or <c>0</c>.</summary>
internal static class DurationText
{
    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    public const string Expected = "a duration with a unit (ms, s, m, h, d), e.g. \"24h\"";

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36500);

    /// <summary>Never negative, at most a hundred years.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        ReadOnlySpan<char> rest = text;
        double milliseconds = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(s_number);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            int letters = rest[digits..].IndexOfAny(s_number);
            ReadOnlySpan<char> unit = letters < 0 ? rest[digits..] : rest.Slice(digits, letters);
            if (Milliseconds(unit) is not { } factor)
            {
                return false;
            }

            milliseconds += number * factor;
            rest = rest[(digits + unit.Length)..];
        }

        if (text.Length == 0 || milliseconds > s_longest.TotalMilliseconds)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>In the largest unit that leaves no rest: <c>24h</c>, <c>90s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        (string Unit, double Milliseconds)[] units = [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];
        (string unit, double factor) = units.First(u => duration.TotalMilliseconds % u.Milliseconds == 0 || u.Unit == "ms");
        return duration == TimeSpan.Zero ? "0" : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds / factor}{unit}");
    }

    private static double? Milliseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => null,
    };
}
