using System.Globalization;
using Berth.Cli.Formatting;

namespace Berth.Cli.DiskUsage;

/// <summary>What all objects of one kind take, and how much of it could go: by docker's arithmetic, kind by kind.</summary>
/// <param name="Type">As the table calls the kind.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Active">How many are in use.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Reclaimable">Bytes of those that nothing uses.</param>
/// <param name="HasPercentage">Whether the part that could go is also shown as a percentage.</param>
internal sealed record UsageTotal(string Type, int Count, int Active, long Size, long Reclaimable, bool HasPercentage = true)
{
    private static readonly string[] s_active = ["running", "paused", "restarting"];

    /// <summary>A listing of totals.</summary>
    public static Listing<UsageTotal> Listing { get; } = new("*formatter.diskUsageImagesContext",
    [
        new("Active", "ACTIVE", total => total.Active.ToString(CultureInfo.InvariantCulture)),
        new("Reclaimable", "RECLAIMABLE", total => total.ReclaimableText),
        new("Size", "SIZE", total => HumanSize.Decimal(total.Size, 4)),
        new("TotalCount", "TOTAL", total => total.Count.ToString(CultureInfo.InvariantCulture)),
        new("Type", "TYPE", total => total.Type),
    ]);

    private string ReclaimableText => HasPercentage && Size > 0
        ? $"{HumanSize.Decimal(Reclaimable, 4)} ({Reclaimable * 100 / Size}%)"
        : HumanSize.Decimal(Reclaimable, 4);

    /// <summary>The four totals, in the order in which they are shown.</summary>
    public static IReadOnlyList<UsageTotal> Of(EngineApi.System.DiskUsage usage) =>
        [OfImages(usage), OfContainers(usage), OfVolumes(usage), OfBuildCache(usage)];

    // A layer that a used image shares with others counts as one that could go.
    private static UsageTotal OfImages(EngineApi.System.DiskUsage usage)
    {
        var images = usage.Images ?? [];
        var used = images.Where(image => image.Containers != 0 && image.Size >= 0 && image.SharedSize >= 0).Sum(image => image.Size - image.SharedSize);
        return new UsageTotal("Images", images.Count, images.Count(image => image.Containers > 0), usage.LayersSize, usage.LayersSize - used);
    }

    private static UsageTotal OfContainers(EngineApi.System.DiskUsage usage)
    {
        var containers = usage.Containers ?? [];
        var idle = containers.Where(container => !s_active.Contains(container.State));
        return new UsageTotal(
            "Containers",
            containers.Count,
            containers.Count(container => s_active.Contains(container.State)),
            containers.Sum(container => container.SizeRw),
            idle.Sum(container => container.SizeRw));
    }

    private static UsageTotal OfVolumes(EngineApi.System.DiskUsage usage)
    {
        var volumes = usage.Volumes ?? [];
        var known = volumes.Select(volume => volume.UsageData).OfType<EngineApi.Volumes.VolumeUsage>().Where(data => data.Size >= 0).ToList();
        return new UsageTotal(
            "Local Volumes",
            volumes.Count,
            volumes.Count(volume => volume.UsageData?.RefCount > 0),
            known.Sum(data => data.Size),
            known.Where(data => data.RefCount == 0).Sum(data => data.Size));
    }

    private static UsageTotal OfBuildCache(EngineApi.System.DiskUsage usage)
    {
        var items = usage.BuildCache ?? [];
        var own = items.Where(item => !item.Shared).ToList();
        var size = own.Sum(item => item.Size);
        return new UsageTotal(
            "Build Cache", items.Count, items.Count(item => item.InUse), size, size - own.Where(item => item.InUse).Sum(item => item.Size), HasPercentage: false);
    }
}
