using System.Collections.Concurrent;

namespace Berth.Engine.Observability;

/// <summary>What the daemon counts while it runs, for <c>/metrics</c>.</summary>
public sealed class EngineFigures
{
    private readonly ConcurrentDictionary<(string Method, int Status), long> _requests = new();

    /// <summary>Actions that succeeded; those dockerd counts and our own.</summary>
    public ActionTimes Containers { get; } = new("changes", "commit", "create", "delete", "start");

    public ActionTimes Images { get; } = new("delete", "history", "prune", "pull", "push", "tag");

    public ActionTimes Networks { get; } = new();

    public ActionTimes Volumes { get; } = new();

    /// <summary>What asks about the host.</summary>
    public ActionTimes HostInformation { get; } = new("system_info", "system_version");

    /// <summary>Requests of the API, by method and status.</summary>
    public IEnumerable<KeyValuePair<(string Method, int Status), long>> Requests => _requests.OrderBy(pair => pair.Key);

    public void CountRequest(string method, int status) => _requests.AddOrUpdate((method, status), 1, static (_, count) => count + 1);
}
