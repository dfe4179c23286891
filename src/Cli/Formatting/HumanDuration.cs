using System.Buffers;
using System.Globalization;

namespace Berth.Cli.Formatting;

/// <summary>Durations for people: one unit, rounded as the eye expects it.</summary>
internal static class HumanDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    public static string Of(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var minutes = (long)duration.TotalMinutes;
        var hours = (long)Math.Floor(duration.TotalHours + 0.5);
        return (seconds, minutes, hours) switch
        {
            ( < 1, _, _) => "Less than a second",
            (1, _, _) => "1 second",
            ( < 60, _, _) => $"{seconds} seconds",
            (_, 1, _) => "About a minute",
            (_, < 60, _) => $"{minutes} minutes",
            (_, _, 1) => "About an hour",
            (_, _, < 48) => $"{hours} hours",
            (_, _, < 24 * 7 * 2) => $"{hours / 24} days",
            (_, _, < 24 * 30 * 2) => $"{hours / 24 / 7} weeks",
            (_, _, < 24 * 365 * 2) => $"{hours / 24 / 30} months",
            _ => $"{(long)duration.TotalHours / 24 / 365} years",
        };
    }

    /// <summary>Reads <c>1h30m</c>, <c>250ms</c>, <c>1.5s</c>: numbers with the units <c>ns us ms s m h</c>.</summary>
    /// <returns>Nanoseconds.</returns>
    /// <exception cref="FormatException">Not a duration.</exception>
    public static long ParseNanoseconds(string text)
    {
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = rest.TrimStart("+-");
        if (rest is "0")
        {
            return 0;
        }

        var total = 0.0;
        if (rest.IsEmpty)
        {
            throw new FormatException($"time: invalid duration \"{text}\"");
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                throw new FormatException(digits < 0 ? $"time: missing unit in duration \"{text}\"" : $"time: invalid duration \"{text}\"");
            }

            rest = rest[digits..];
            var end = rest.IndexOfAny(NumberCharacters);
            var unit = end < 0 ? rest : rest[..end];
            total += number * unit switch
            {
                "ns" => 1,
                "us" or "µs" => 1e3,
                "ms" => 1e6,
                "s" => 1e9,
                "m" => 60e9,
                "h" => 3600e9,
                _ => throw new FormatException($"time: unknown unit \"{unit}\" in duration \"{text}\""),
            };
            rest = rest[unit.Length..];
        }

        return (long)(negative ? -total : total);
    }
}
