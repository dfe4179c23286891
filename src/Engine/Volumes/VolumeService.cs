using System.Globalization;
using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Filtering;
using Berth.Engine.Specs;
using Berth.EngineApi;
using Berth.EngineApi.Volumes;
using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>Volumes, as clients see them.</summary>
public sealed class VolumeService
{
    /// <summary>docker's mark of a volume that was made for one container.</summary>
    private const string AnonymousLabel = "com.docker.volume.anonymous";

    private readonly VolumeStore _store;
    private readonly ContainerIndex _containers;
    private readonly EventBus _events;

    internal VolumeService(VolumeStore store, ContainerIndex containers, EventBus events)
    {
        _store = store;
        _containers = containers;
        _events = events;
    }

    /// <summary>All volumes by name, each with what it holds and how many containers mount it.</summary>
    public IReadOnlyList<Volume> Usage()
    {
        ILookup<string, string> users = Users();
        return [.. _store.Names().Select(name => Describe(name) with
        {
            UsageData = new VolumeUsage { RefCount = users[name].Count(), Size = SizeOf(name) },
        })];
    }

    /// <summary>Removes the volumes that no container mounts and that fit.</summary>
    /// <param name="filters"><c>label</c>, <c>label!</c>, <c>all</c>.</param>
    /// <param name="takesNamed">Also those that somebody named, unless <c>all</c> says otherwise.</param>
    /// <exception cref="InvalidParameterException">A filter is none.</exception>
    public VolumesPruneResponse Prune(Filters filters, bool takesNamed)
    {
        FilterValues.RefuseOthers(filters, takesNamed ? ["label", "label!"] : ["label", "label!", "all"]);
        bool all = takesNamed || (FilterValues.Flag(filters, "all") ?? false);
        var filter = new PruneFilter(filters, DateTimeOffset.MinValue);
        var deleted = new List<string>();
        long reclaimed = 0;
        foreach (string name in _store.Names())
        {
            if ((!all && !_store.IsAnonymous(name)) || !filter.MatchesLabels(LabelsOf(name)) || Users().Contains(name))
            {
                continue;
            }

            long size = SizeOf(name);
            if (_store.RemoveUnused(name, () => Users().Contains(name)))
            {
                deleted.Add(name);
                reclaimed += size;
            }
        }

        _events.PublishPrune("volume", reclaimed);
        return new VolumesPruneResponse { VolumesDeleted = deleted, SpaceReclaimed = reclaimed };
    }

    // The containers that mount each volume.
    private ILookup<string, string> Users() => _containers.All
        .SelectMany(static c => c.Record.Mounts.Where(static m => m.Kind == ContainerMountKind.Volume).Select(m => (m.Name, c.Id)).Distinct())
        .ToLookup(static use => use.Name, static use => use.Id, StringComparer.Ordinal);

    private Dictionary<string, string> LabelsOf(string name) => _store.IsAnonymous(name) ? new() { [AnonymousLabel] = "" } : [];

    private Volume Describe(string name) => new()
    {
        CreatedAt = _store.CreatedAt(name).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Driver = "local",
        Labels = _store.IsAnonymous(name) ? LabelsOf(name) : null,
        Mountpoint = _store.DataOf(name),
        Name = name,
        Scope = "local",
    };

    // One that goes meanwhile holds nothing.
    private long SizeOf(string name)
    {
        try
        {
            using Fd data = Fd.Open(_store.DataOf(name), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            return FileTree.Size(data);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return 0;
        }
    }
}
