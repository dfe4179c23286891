using System.Globalization;

namespace Berth.Cli.Formatting;

/// <summary>Points in time as listings show them.</summary>
internal static class HumanTime
{
    /// <summary><c>2026-11-24 22:08:32 +0000 UTC</c>, in local time.</summary>
    public static string Local(long unixSeconds, TimeProvider time)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds), time.LocalTimeZone);
        var offset = local.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        var zone = local.Offset == TimeSpan.Zero ? "UTC" : offset;
        return local.ToString("yyyy-MM-dd HH:mm:ss ", CultureInfo.InvariantCulture) + offset + " " + zone;
    }

    /// <summary><c>5 minutes ago</c>.</summary>
    public static string Ago(long unixSeconds, TimeProvider time) =>
        HumanDuration.Of(time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(unixSeconds)) + " ago";
}
