using System.Text.Json.Serialization;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.EngineApi.Networks;

namespace Berth.Engine.Containers;

/// <summary>
/// All that is kept of a container: what was asked for, merged with the image and validated, and what became of it. Immutable:
/// whoever has one has a consistent picture, without a lock.
/// </summary>
public sealed record ContainerRecord
{
    public required string Id { get; init; }

    /// <summary>Without a slash.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The image's ID, a digest.</summary>
    public required string ImageId { get; init; }

    /// <summary>Merged with the image's; <c>Config.Image</c> is the name that was asked for.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>With the daemon's defaults filled in.</summary>
    public required HostConfig HostConfig { get; init; }

    /// <summary>
    /// What the limits were before an update whose change of the cgroup is under way, or was when the daemon died; null at all other times.
    /// </summary>
    public HostConfig? UpdatedFrom { get; init; }

    /// <summary>What an earlier engine kept of the one network that a container could have: see <see cref="Upgrade"/>.</summary>
    public NetworkingConfig? Networking { get; init; }

    /// <summary>The networks that it belongs to, its mode's first; null: an earlier engine wrote this.</summary>
    public IReadOnlyList<ContainerEndpoint>? Endpoints { get; init; }

    [JsonIgnore]
    public IReadOnlyList<ContainerEndpoint> Networks => Endpoints ?? [];

    /// <summary>The program: entrypoint and command.</summary>
    public required string Path { get; init; }

    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>What is mounted from outside, volumes by their directory.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; set; } = [];

    public ContainerState State { get; set; } = new();

    /// <summary>As <see cref="Networking"/>.</summary>
    [JsonPropertyName("Endpoint")]
    public EndpointRecord? OnlyEndpoint { get; init; }

    /// <summary>Null while it has no network namespace that the engine has made.</summary>
    public ContainerSandbox? Sandbox { get; init; }

    /// <summary>How often its policy has started it since its owner did.</summary>
    public int RestartCount { get; init; }

    /// <summary>Its owner stopped it: its policy leaves it so. Only kept of containers with a policy.</summary>
    public bool ManuallyStopped { get; init; }

    /// <summary>Volumes made for this container alone: they go with it on <c>rm -v</c> and <c>--rm</c>.</summary>
    public IEnumerable<string> AnonymousVolumes => Mounts.Where(m => m.Anonymous).Select(m => m.Name);

    /// <summary>The images whose files it shows: its own, and those that it mounts.</summary>
    [JsonIgnore]
    public IEnumerable<string> ImageIds => Mounts.Where(static m => m.Kind == ContainerMountKind.Image).Select(static m => m.ImageId).Prepend(ImageId).Distinct();

    /// <summary>The mounts that clients are shown and other containers can take over: all but those of <c>HostConfig.Tmpfs</c>.</summary>
    [JsonIgnore]
    public IEnumerable<ContainerMount> SharedMounts => Mounts.Where(m => m.Kind != ContainerMountKind.Tmpfs
        || HostConfig.Tmpfs?.Keys.Any(target => ContainerPath.Normalize(target) == m.Destination) != true);

    public bool HasTerminal => Config.Tty;

    public string NetworkMode => HostConfig.NetworkMode is { Length: > 0 } mode ? mode : "bridge";

    /// <summary>The record as this engine has it: with a list of networks.</summary>
    public ContainerRecord Upgrade()
    {
        if (Endpoints is not null)
        {
            return this;
        }

        EndpointRecord? only = OnlyEndpoint;
        string name = only?.NetworkName ?? (NetworkMode == "default" ? "bridge" : NetworkMode);
        var endpoint = new ContainerEndpoint
        {
            Network = name,
            NetworkId = only is null ? "" : Berth.Network.Networks.NetworkRecord.PredefinedId(name),
            Wanted = Networking?.EndpointsConfig?.GetValueOrDefault(name) ?? new EndpointSettings(),
            Connected = only is null ? null : only with { EndpointId = Berth.Network.Networks.NetworkRecord.PredefinedId(Id), NetnsPath = null, Ports = null },
        };
        return this with
        {
            Networking = null,
            OnlyEndpoint = null,
            Endpoints = NamespaceMode.Network(NetworkMode).IsContainer ? [] : [endpoint],
            Sandbox = only?.NetnsPath is { } path ? new ContainerSandbox { NetnsPath = path, Ports = only.Ports ?? [] } : null,
        };
    }

    /// <summary>The record of a container whose run is over: it belongs to its networks, and is connected to none.</summary>
    public ContainerRecord Unconnected() => this with
    {
        Sandbox = null, Endpoints = [.. Networks.Select(static endpoint => endpoint with { Connected = null })],
    };
}
