using Berth.Engine.Containers.Listing;
using Berth.EngineApi.Containers;
using Berth.Images;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>The containers that fit, the newest first.</summary>
    public IReadOnlyList<ContainerSummary> List(ListRequest request)
    {
        var filter = new ContainerFilter(request.Filters, idOrName => _index.Get(idOrName).Record.Created);
        Dictionary<string, string?> ancestors = request.Filters["ancestor"]
            .ToDictionary(name => name, AncestorId);
        bool all = request.All || request.Limit > 0 || filter.AsksForStatus;
        IEnumerable<ContainerRecord> fitting = _index.All
            .Select(c => c.Record)
            .Where(r => (all || r.State.IsActive)
                && filter.Matches(r, name => ancestors[name] == r.ImageId || name == r.Config.Image))
            .OrderByDescending(r => r.Created);
        if (request.Limit > 0)
        {
            fitting = fitting.Take(request.Limit);
        }

        var images = new Dictionary<string, string>();
        DateTimeOffset now = _time.GetUtcNow();
        ILookup<string, string> links = new Links.ContainerLinks(_index).Names();
        return [.. fitting.Select(r => Summarize(r, request.Size, now, images) with { Names = ["/" + r.Name, .. links[r.Id]] })];
    }

    /// <summary>The image that a name or ID means; null where it means none, or is no name at all.</summary>
    private string? AncestorId(string name)
    {
        try
        {
            return _images.TryFind(name)?.Id.ToString();
        }
        catch (Exception e) when (e is FormatException or ImageException { Kind: ImageErrorKind.InvalidParameter })
        {
            return null;
        }
    }

    private ContainerSummary Summarize(ContainerRecord record, bool size, DateTimeOffset now, Dictionary<string, string> images)
    {
        ContainerSummary summary = Describe(record, now, images);
        if (!size)
        {
            return summary;
        }

        // One that is removed meanwhile takes nothing any more.
        long written = _images.Snapshots.TrySizeRw(record.Id) ?? 0;
        return summary with { SizeRw = written, SizeRootFs = written + ImageSize(record) };
    }

    private ContainerSummary Describe(ContainerRecord record, DateTimeOffset now, Dictionary<string, string> images) => new()
    {
        Id = record.Id,
        Names = ["/" + record.Name],
        Image = ImageName(record, images),
        ImageID = record.ImageId,
        Command = CommandLine(record),
        Created = record.Created.ToUnixTimeSeconds(),
        Ports = ContainerPorts.List(record),
        Labels = record.Config.Labels ?? new Dictionary<string, string>(),
        State = record.State.StatusName,
        Status = StatusText.Of(record.State, now),
        HostConfig = new ContainerSummaryHostConfig { NetworkMode = record.NetworkMode },
        NetworkSettings = new ContainerSummaryNetworkSettings { Networks = ContainerNetworks.Listed(record) },
        Mounts = [.. record.SharedMounts.Select(MountPoints.Of)],
    };

    /// <summary>The name that it was made with as long as that means the same image, else the image's ID.</summary>
    private string ImageName(ContainerRecord record, Dictionary<string, string> known)
    {
        string asked = record.Config.Image ?? record.ImageId;
        if (!known.TryGetValue(asked, out string? id))
        {
            known[asked] = id = _images.TryFind(asked)?.Id.ToString() ?? "";
        }

        return id == record.ImageId ? asked : record.ImageId;
    }

    private long RootFsSize(ContainerRecord record) => _images.Snapshots.SizeRw(record.Id) + ImageSize(record);

    private long ImageSize(ContainerRecord record) => _images.Get(Oci.Digest.Parse(record.ImageId))?.Size ?? 0;

    private static string CommandLine(ContainerRecord record) =>
        string.Join(' ', record.Args.Select(a => a.Contains(' ') ? $"'{a}'" : a).Prepend(record.Path));
}
