using System.Globalization;
using Berth.Engine.Errors;

namespace Berth.Daemon.Http;

/// <summary>Times in queries: seconds since 1970 with a fraction, or RFC 3339. Zero and nothing mean no limit.</summary>
internal static class QueryTime
{
    private const int NanosecondsPerTick = 100;

    /// <exception cref="InvalidParameterException">It is neither.</exception>
    public static DateTimeOffset? Parse(string? text, DateTimeOffset now)
    {
        if (text is null or "0")
        {
            return null;
        }

        if (TryUnix(text, out DateTimeOffset moment)
            || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment))
        {
            return moment == DateTimeOffset.UnixEpoch ? null : moment;
        }

        throw new InvalidParameterException($"parsing time \"{text}\": it is neither RFC 3339 nor seconds since 1970, which now are {now.ToUnixTimeSeconds()}");
    }

    /// <summary><c>1700000000.000000123</c>: the fraction is nanoseconds, not a floating point number.</summary>
    private static bool TryUnix(string text, out DateTimeOffset moment)
    {
        moment = default;
        int dot = text.IndexOf('.');
        string fraction = dot < 0 ? "" : text[(dot + 1)..].PadRight(9, '0');
        if (!long.TryParse(dot < 0 ? text : text[..dot], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            || fraction.Length > 9
            || Math.Abs(seconds) > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        long nanoseconds = 0;
        if (fraction.Length > 0 && !long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out nanoseconds))
        {
            return false;
        }

        moment = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / NanosecondsPerTick);
        return true;
    }
}
