using Berth.Cli.Containers;
using Berth.Cli.Formatting;
using Berth.Cli.Images;
using Berth.Cli.Templates;
using Berth.Cli.Volumes;
using Berth.EngineApi.Containers;
using Berth.EngineApi.System;
using Berth.EngineApi.Volumes;

namespace Berth.Cli.DiskUsage;

/// <summary>Everything that takes space, one by one: as four tables, or as an object for templates.</summary>
/// <param name="usage">What the daemon said.</param>
/// <param name="time">The clock.</param>
/// <param name="whole">Whether nothing is shortened, as templates want it.</param>
internal sealed class UsageDetails(EngineApi.System.DiskUsage usage, TimeProvider time, bool whole)
{
    private const string ImageTable =
        @"table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}";

    private const string ContainerTable =
        @"table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}";

    private const string VolumeTable = @"table {{.Name}}\t{{.Links}}\t{{.Size}}";

    private const string BuildCacheTable =
        @"table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}";

    private readonly Listing<ImageRow> _images = ImageColumns.Listing(time, whole);
    private readonly Listing<ContainerSummary> _containers = ContainerColumns.Listing(time, whole);
    private readonly Listing<Volume> _volumes = VolumeColumns.Listing();
    private readonly Listing<BuildCacheItem> _buildCache = BuildCacheColumns.Listing(time, whole);

    public void WriteTables(TextWriter output)
    {
        output.Write("Images space usage:\n\n");
        _images.Write(output, ImageTable, Images);
        output.Write("\nContainers space usage:\n\n");
        _containers.Write(output, ContainerTable, Containers);
        output.Write("\nLocal Volumes space usage:\n\n");
        _volumes.Write(output, VolumeTable, usage.Volumes ?? []);
        output.Write($"\nBuild cache usage: {HumanSize.Decimal(UsageTotal.Of(usage)[3].Size, 4)}\n\n");
        _buildCache.Write(output, BuildCacheTable, usage.BuildCache ?? []);
    }

    /// <summary>Four lists of rows.</summary>
    public TemplateObject ToValue() => new TemplateRecord("*formatter.diskUsageContext",
    [
        Field("Images", Images.Select(_images.Row)),
        Field("Containers", Containers.Select(_containers.Row)),
        Field("Volumes", (usage.Volumes ?? []).Select(_volumes.Row)),
        Field("BuildCache", (usage.BuildCache ?? []).Select(_buildCache.Row)),
    ]);

    private static TemplateField Field(string name, IEnumerable<TemplateObject> rows) => new(name, name, new TemplateList([.. rows]));

    // An image is shown once, under its first name.
    private IEnumerable<ImageRow> Images => (usage.Images ?? []).Select(image =>
    {
        var (repository, tag) = image.RepoTags is [var first, ..] && first != "<none>:<none>"
            ? ImageRow.SplitTag(first)
            : (ImageRow.None, ImageRow.None);
        return new ImageRow(image, repository, tag, "");
    });

    // The size of a whole root file system is not the container's own.
    private IEnumerable<ContainerSummary> Containers => (usage.Containers ?? []).Select(container => container with { SizeRootFs = 0 });
}
