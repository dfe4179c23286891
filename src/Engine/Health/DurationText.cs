using System.Globalization;

namespace Berth.Engine.Health;

/// <summary>Durations as Go writes them and clients know them: <c>500ms</c>, <c>30s</c>, <c>1m30s</c>, <c>1h0m0s</c>.</summary>
internal static class DurationText
{
    public static string Of(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.####}ms");
        }

        long minutes = (long)duration.TotalMinutes;
        double seconds = (duration - TimeSpan.FromMinutes(minutes)).TotalSeconds;
        string end = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#######}s");
        return minutes == 0 ? end
            : minutes < 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m{end}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}h{minutes % 60}m{end}");
    }
}
