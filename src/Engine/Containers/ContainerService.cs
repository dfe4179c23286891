using System.Data.Common;
using Berth.Engine.Configuration;
using Berth.Engine.Containers.Mounting;
using Berth.Engine.Containers.Restarting;
using Berth.Engine.Containers.Starting;
using Berth.Engine.Errors;
using Berth.Engine.Events;
using Berth.Engine.Health;
using Berth.Engine.Host;
using Berth.Engine.Networks;
using Berth.Images;
using Microsoft.Extensions.Logging;

namespace Berth.Engine.Containers;

/// <summary>
/// Containers, as clients see them. One file a verb; this one has what the verbs share: finding, persisting, telling.
/// </summary>
public sealed partial class ContainerService
{
    private readonly EnginePaths _paths;
    private readonly ImageStore _images;
    private readonly ContainerStore _store;
    private readonly ContainerIndex _index;
    private readonly ContainerStarter _starter;
    private readonly NetworkJoiner _networks;
    private readonly NetworkLookup _lookup;
    private readonly RestartScheduler _restarts;
    private readonly ContainerMounts _mounts;
    private readonly HealthProbe _health;
    private readonly SystemFacts _facts;
    private readonly DaemonOptions _options;
    private readonly EventBus _events;
    private readonly ContainerEvents _containerEvents;
    private readonly NetworkEvents _networkEvents;
    private readonly TimeProvider _time;
    private readonly ILogger<ContainerService> _log;

    internal ContainerService(
        EnginePaths paths,
        ImageStore images,
        ContainerStore store,
        ContainerIndex index,
        ContainerStarter starter,
        NetworkJoiner networks,
        NetworkLookup lookup,
        RestartScheduler restarts,
        ContainerMounts mounts,
        HealthProbe health,
        SystemFacts facts,
        DaemonOptions options,
        EventBus events,
        TimeProvider time,
        ILogger<ContainerService> log)
    {
        _paths = paths;
        _images = images;
        _store = store;
        _index = index;
        _starter = starter;
        _networks = networks;
        _lookup = lookup;
        _restarts = restarts;
        _mounts = mounts;
        _health = health;
        _facts = facts;
        _options = options;
        _events = events;
        _containerEvents = new ContainerEvents(events);
        _networkEvents = new NetworkEvents(events);
        _time = time;
        _log = log;
    }

    /// <summary>The containers that use images, for whoever removes one.</summary>
    public IReadOnlyList<ImageUser> ImageUsers() =>
        [.. _index.All.SelectMany(static c => c.Record.ImageIds.Select(image => new ImageUser(c.Id, Oci.Digest.Parse(image), c.State.IsActive)))];

    /// <summary>How many containers stand where.</summary>
    public ContainerCounts Counts()
    {
        ContainerStatus[] all = [.. _index.All.Select(c => c.State.Status)];
        return new ContainerCounts(
            all.Length, all.Count(s => s == ContainerStatus.Running), all.Count(s => s == ContainerStatus.Paused));
    }

    /// <summary>Persists a record and makes it the current one.</summary>
    private void Save(Container container, ContainerRecord record)
    {
        _store.Put(record);
        container.Record = record;
    }

    /// <summary>
    /// Makes a record current that says what has already happened. It is true whether or not the disk takes it, and everything that
    /// follows must go on; what the disk refused, the next start of the daemon finds out from the monitor or its exit file.
    /// </summary>
    private void Record(Container container, ContainerRecord record)
    {
        container.Record = record;
        try
        {
            _store.Put(record);
        }
        catch (Exception e) when (e is IOException or DbException)
        {
            LogNotPersisted(container.Id, record.State.StatusName, e);
        }
    }

    private void Publish(Container container, string action, params ReadOnlySpan<(string Key, string Value)> more) =>
        _containerEvents.Publish(container.Record, action, more);

    /// <summary>A container that runs.</summary>
    /// <exception cref="ConflictException">It does not.</exception>
    private Container GetRunning(string idOrName)
    {
        Container container = _index.Get(idOrName);
        return container.State.IsAlive ? container : throw NotRunning(container);
    }

    private static ConflictException NotRunning(Container container) => new(container.State.Status == ContainerStatus.Restarting
        ? $"Container {container.Id} is restarting, wait until the container is running"
        : $"container {container.Id} is not running");

    [LoggerMessage(Level = LogLevel.Error, Message = "container {Id} is {Status}, which could not be written down")]
    private partial void LogNotPersisted(string id, string status, Exception error);
}

/// <summary>How many containers there are, run and are paused.</summary>
public sealed record ContainerCounts(int Total, int Running, int Paused)
{
    public int Stopped => Total - Running - Paused;
}
