using System.Globalization;

namespace Berth.Registry.Web.Languages;

/// <summary>Sizes, counts and times as people read them.</summary>
internal static class Amounts
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Bytes with three digits, in powers of 1000 as docker prints them: <c>3.41 MB</c>.</summary>
    public static string Size(long bytes)
    {
        double value = Math.Max(0, bytes);
        int unit = 0;
        for (; value >= 999.5 && unit < s_units.Length - 1; unit++)
        {
            value /= 1000;
        }

        string format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.#" : "0.##";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {s_units[unit]}";
    }

    /// <summary><c>12,345</c>; from a hundred thousand on <c>123k</c>, <c>1.2M</c>.</summary>
    public static string Count(long count) => count switch
    {
        < 100_000 => count.ToString("#,0", CultureInfo.InvariantCulture),
        < 999_500 => $"{(count / 1e3).ToString("0", CultureInfo.InvariantCulture)}k",
        < 999_500_000 => $"{(count / 1e6).ToString("0.#", CultureInfo.InvariantCulture)}M",
        _ => $"{(count / 1e9).ToString("0.#", CultureInfo.InvariantCulture)}G",
    };

    public static string PullCount(this Words words, long count) => count == 1 ? words.PullsOne : words.Pulls.With(Count(count));

    public static string StarCount(this Words words, long count) => count == 1 ? words.StarsOne : words.Stars.With(Count(count));

    /// <summary><c>3 days ago</c>; what is in the future is just now.</summary>
    public static string Ago(this Words words, TimeSpan ago) => ago switch
    {
        { TotalSeconds: < 60 } => words.JustNow,
        { TotalMinutes: < 2 } => words.MinuteAgo,
        { TotalMinutes: < 60 } => words.MinutesAgo.With((int)ago.TotalMinutes),
        { TotalHours: < 2 } => words.HourAgo,
        { TotalHours: < 24 } => words.HoursAgo.With((int)ago.TotalHours),
        { TotalDays: < 2 } => words.DayAgo,
        { TotalDays: < 31 } => words.DaysAgo.With((int)ago.TotalDays),
        { TotalDays: < 61 } => words.MonthAgo,
        { TotalDays: < 365 } => words.MonthsAgo.With((int)(ago.TotalDays / 30.44)),
        { TotalDays: < 730 } => words.YearAgo,
        _ => words.YearsAgo.With((int)(ago.TotalDays / 365.25)),
    };

    /// <summary>Puts values in the place of <c>{0}</c> and <c>{1}</c>.</summary>
    public static string With(this string text, object first, object? second = null) => string.Format(CultureInfo.InvariantCulture, text, first, second);
}
