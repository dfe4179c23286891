using System.Globalization;
using Berth.Engine.Containers;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Filtering;
using Berth.Engine.Names;
using Berth.Engine.Specs;
using Berth.EngineApi;
using Berth.EngineApi.Volumes;
using Berth.Linux;

namespace Berth.Engine.Volumes;

/// <summary>Volumes, as clients see them.</summary>
public sealed class VolumeService
{
    private readonly VolumeStore _store;
    private readonly ContainerIndex _containers;
    private readonly EventBus _events;

    internal VolumeService(VolumeStore store, ContainerIndex containers, EventBus events)
    {
        _store = store;
        _containers = containers;
        _events = events;
    }

    /// <summary>The volumes that fit, by name.</summary>
    /// <exception cref="InvalidParameterException">A filter is none.</exception>
    public IReadOnlyList<Volume> List(Filters filters)
    {
        var filter = new VolumeFilter(filters);
        ILookup<string, string> users = Users();
        return [.. All().Where(v => filter.Matches(v.Name, v.Record.Labels ?? new Dictionary<string, string>(), users.Contains(v.Name)))
            .Select(v => Describe(v.Name, v.Record))];
    }

    /// <summary>Makes a volume. One of this name that is there already is answered as it is, as dockerd does.</summary>
    /// <exception cref="InvalidParameterException">Name or options are wrong.</exception>
    /// <exception cref="NotFoundException">There is no such driver.</exception>
    public Volume Create(VolumeCreateRequest request)
    {
        bool named = !string.IsNullOrEmpty(request.Name);
        string name = named ? request.Name! : ObjectId.New();
        if (request.ClusterVolumeSpec is not null)
        {
            throw new UnavailableException(
                "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");
        }

        if (request.Driver is not (null or "" or VolumeStore.Driver))
        {
            throw new NotFoundException(
                $"create {name}: error looking up volume plugin {request.Driver}: plugin \"{request.Driver}\" not found");
        }

        using var hold = new VolumeHold(_store);
        try
        {
            if (!hold.Ensure(name, new VolumeRecord { Labels = named ? request.Labels : AnonymousLabels(request.Labels), Options = request.DriverOpts }))
            {
                _store.Publish("create", name);
            }
        }
        catch (InvalidParameterException e) when (!e.Message.StartsWith("create ", StringComparison.Ordinal))
        {
            throw new InvalidParameterException($"create {name}: {e.Message}", e);
        }

        return Inspect(name);
    }

    /// <exception cref="NotFoundException">There is no such volume.</exception>
    public Volume Inspect(string name) => Describe(name, Get(name));

    /// <summary>Removes a volume that no container mounts.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="force">One that is not there is no error.</param>
    /// <exception cref="NotFoundException">There is no such volume.</exception>
    /// <exception cref="ConflictException">A container mounts it, running or not, or is being made with it.</exception>
    public void Remove(string name, bool force)
    {
        if (_store.Find(name) is null && force)
        {
            return;
        }

        Get(name);
        if (!_store.RemoveUnused(name, () => Users().Contains(name)) && _store.Find(name) is not null)
        {
            throw new ConflictException($"remove {name}: volume is in use - [{string.Join(", ", Users()[name])}]");
        }
    }

    /// <summary>What only volumes of a cluster can: there is none.</summary>
    /// <exception cref="UnavailableException">Always.</exception>
    public static void Update() => throw new UnavailableException("volume update only valid for cluster volumes, but swarm is unavailable");

    /// <summary>The volumes whose files are here, by name, each with what it holds and how many containers mount it.</summary>
    public IReadOnlyList<Volume> Usage()
    {
        ILookup<string, string> users = Users();
        return [.. All().Where(static v => !v.Record.HasOptions).Select(v => Describe(v.Name, v.Record) with
        {
            UsageData = new VolumeUsage { RefCount = users[v.Name].Count(), Size = SizeOf(v.Name) },
        })];
    }

    /// <summary>Removes the volumes that no container mounts and that fit; those with options stay, as with dockerd.</summary>
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
        foreach ((string name, VolumeRecord record) in All())
        {
            if ((!all && !record.IsAnonymous) || record.HasOptions
                || !filter.MatchesLabels(record.Labels ?? new Dictionary<string, string>()) || Users().Contains(name))
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

    private static Dictionary<string, string> AnonymousLabels(IReadOnlyDictionary<string, string>? labels) =>
        new(labels ?? new Dictionary<string, string>()) { [VolumeRecord.AnonymousLabel] = "" };

    // One that is removed meanwhile is none.
    private IEnumerable<(string Name, VolumeRecord Record)> All() =>
        _store.Names().Select(name => (name, _store.Find(name))).Where(static v => v.Item2 is not null).Select(static v => (v.name, v.Item2!));

    private VolumeRecord Get(string name) => _store.Find(name) ?? throw new NotFoundException($"get {name}: no such volume");

    // The containers that mount each volume.
    private ILookup<string, string> Users() => _containers.All
        .SelectMany(static c => c.Record.Mounts.Where(static m => m.Kind == ContainerMountKind.Volume).Select(m => (m.Name, c.Id)).Distinct())
        .ToLookup(static use => use.Name, static use => use.Id, StringComparer.Ordinal);

    private Volume Describe(string name, VolumeRecord record) => new()
    {
        CreatedAt = record.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Driver = VolumeStore.Driver,
        Labels = record.Labels,
        Mountpoint = _store.DataOf(name),
        Name = name,
        Options = record.Options,
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
