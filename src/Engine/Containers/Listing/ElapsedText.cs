using System.Globalization;

namespace Berth.Engine.Containers.Listing;

/// <summary>How long something took, in the words that docker uses for it: <c>About an hour</c>, <c>3 weeks</c>.</summary>
internal static class ElapsedText
{
    public static string Of(TimeSpan elapsed)
    {
        long seconds = (long)elapsed.TotalSeconds;
        long minutes = (long)elapsed.TotalMinutes;
        long hours = (long)(elapsed.TotalHours + 0.5);
        return (seconds, minutes, hours) switch
        {
            ( < 1, _, _) => "Less than a second",
            (1, _, _) => "1 second",
            ( < 60, _, _) => Count(seconds, "seconds"),
            (_, 1, _) => "About a minute",
            (_, < 60, _) => Count(minutes, "minutes"),
            (_, _, 1) => "About an hour",
            (_, _, < 48) => Count(hours, "hours"),
            (_, _, < 24 * 7 * 2) => Count(hours / 24, "days"),
            (_, _, < 24 * 30 * 2) => Count(hours / 24 / 7, "weeks"),
            (_, _, < 24 * 365 * 2) => Count(hours / 24 / 30, "months"),
            _ => Count((long)elapsed.TotalHours / 24 / 365, "years"),
        };
    }

    private static string Count(long number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number} {unit}");
}
