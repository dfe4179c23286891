using System.Globalization;
using Berth.Cli.Formatting;
using Berth.EngineApi.System;

namespace Berth.Cli.DiskUsage;

/// <summary>The fields of what a builder keeps.</summary>
internal static class BuildCacheColumns
{
    /// <summary>A listing of a build cache.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="whole">Whether nothing is shortened.</param>
    public static Listing<BuildCacheItem> Listing(TimeProvider time, bool whole) => new("*formatter.buildCacheContext",
    [
        new("CacheType", "CACHE TYPE", item => item.Type),
        new("CreatedAt", "CREATED AT", item => item.CreatedAt),
        new("CreatedSince", "CREATED", item => Ago(item.CreatedAt, time)),
        new("Description", "DESCRIPTION", item => item.Description),
        new("ID", "CACHE ID", item => (whole ? item.ID : Ellipsis.ShortId(item.ID)) + (item.InUse ? "*" : "")),
        new("InUse", "IN USE", item => item.InUse ? "true" : "false"),
        new("LastUsedAt", "LAST USED AT", item => item.LastUsedAt ?? ""),
        new("LastUsedSince", "LAST USED", item => Ago(item.LastUsedAt, time)),
        new("Parent", "PARENT", item => string.Join(", ", item.Parents ?? [])),
        new("Shared", "SHARED", item => item.Shared ? "true" : "false"),
        new("Size", "SIZE", item => HumanSize.Decimal(item.Size)),
        new("UsageCount", "USAGE", item => item.UsageCount.ToString(CultureInfo.InvariantCulture)),
    ]);

    private static string Ago(string? moment, TimeProvider time) =>
        DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
            ? HumanDuration.Of(time.GetUtcNow() - when) + " ago"
            : "";
}
