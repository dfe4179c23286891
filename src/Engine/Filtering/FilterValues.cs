using System.Globalization;
using System.Text.RegularExpressions;
using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.Images.Changes;

namespace Berth.Engine.Filtering;

/// <summary>The values of filters, read and refused as dockerd does.</summary>
internal static class FilterValues
{
    private const int NanosecondsPerTick = 100;

    // Go's "2006-01-02T15:04:05.999999999Z07:00" and what may be left out at its end (dockerd's GetTimestamp).
    private static readonly string[] s_timeFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-ddK", "yyyy-MM-dd'T'HH", "yyyy-MM-dd'T'HHK", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <exception cref="InvalidParameterException">A key that none of these is.</exception>
    public static void RefuseOthers(Filters filters, params ReadOnlySpan<string> known)
    {
        foreach (string key in filters.Keys)
        {
            if (!known.Contains(key))
            {
                throw new InvalidParameterException($"invalid filter '{key}'");
            }
        }
    }

    /// <summary>A yes or no; null where the key is absent.</summary>
    /// <exception cref="InvalidParameterException">Neither, or both.</exception>
    public static bool? Flag(Filters filters, string key)
    {
        if (filters[key].Count == 0)
        {
            return null;
        }

        bool isTrue = filters[key].Any(static v => v is "1" or "true");
        bool isFalse = filters[key].Any(static v => v is "0" or "false");
        return isTrue != isFalse ? isTrue : throw new InvalidParameterException($"invalid filter '{key}=[{string.Join(' ', filters[key])}]'");
    }

    /// <summary>The one moment of <c>until</c>; null where it is absent.</summary>
    /// <exception cref="InvalidParameterException">Several, or no time.</exception>
    public static DateTimeOffset? Until(Filters filters, DateTimeOffset now) => filters["until"] switch
    {
        [] => null,
        [string until] => Moment(until, now),
        _ => throw new InvalidParameterException("more than one until filter specified"),
    };

    /// <summary>
    /// A moment: a duration before now (<c>24h</c>), seconds since 1970, with a fraction or without, or a date with or without time and
    /// zone, the local one where there is none.
    /// </summary>
    /// <exception cref="InvalidParameterException">None of these.</exception>
    public static DateTimeOffset Moment(string text, DateTimeOffset now)
    {
        if (text != "0" && GoDuration.Parse(text) is { } nanoseconds)
        {
            return nanoseconds / NanosecondsPerTick < now.UtcTicks ? now.AddTicks(-nanoseconds / NanosecondsPerTick) : DateTimeOffset.MinValue;
        }

        if (DateTimeOffset.TryParseExact(
            text, s_timeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset moment))
        {
            return moment;
        }

        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal seconds)
            && Math.Abs(seconds) < 100_000_000_000
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw new InvalidParameterException($"failed to parse value as time or duration: \"{text}\"");
    }

    /// <summary>Clients send regular expressions. None may take more than linear time: the pattern is anybody's.</summary>
    public static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return new Regex(Regex.Escape(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
    }
}
