using System.Globalization;
using System.Text.RegularExpressions;

namespace Berth.Images.Pulling.Schema1;

/// <summary>A moment as Go's <c>time.Time</c> reads it from JSON and writes it again: to the nanosecond, in the zone it came in.</summary>
internal static partial class GoTime
{
    /// <summary>Go's zero time.</summary>
    public const string Zero = "0001-01-01T00:00:00Z";

    /// <exception cref="FormatException">Not a time of RFC 3339.</exception>
    public static string Rewrite(string text)
    {
        Match match = Pattern().Match(text);
        string whole = match.Groups["whole"].Value;
        if (!match.Success || !DateTime.TryParseExact(whole, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            throw new FormatException($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\"");
        }

        string fraction = match.Groups["fraction"].Value;
        fraction = (fraction.Length > 9 ? fraction[..9] : fraction).TrimEnd('0');
        string zone = match.Groups["zone"].Value is "+00:00" or "-00:00" ? "Z" : match.Groups["zone"].Value;
        return whole + (fraction.Length == 0 ? "" : $".{fraction}") + zone;
    }

    [GeneratedRegex("""^(?<whole>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.(?<fraction>\d+))?(?<zone>Z|[+-]\d{2}:\d{2})\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
