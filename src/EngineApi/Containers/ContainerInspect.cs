using Berth.EngineApi.Images;

namespace Berth.EngineApi.Containers;

/// <summary>The answer to <c>GET /containers/{id}/json</c> (Engine API <c>ContainerInspectResponse</c>).</summary>
public sealed record ContainerInspect
{
    public string Id { get; init; } = "";

    public string Created { get; init; } = "";

    public string Path { get; init; } = "";

    public IReadOnlyList<string> Args { get; init; } = [];

    public ContainerState State { get; init; } = new();

    /// <summary>The image's ID.</summary>
    public string Image { get; init; } = "";

    public string ResolvConfPath { get; init; } = "";

    public string HostnamePath { get; init; } = "";

    public string HostsPath { get; init; } = "";

    public string LogPath { get; init; } = "";

    /// <summary>With a leading slash.</summary>
    public string Name { get; init; } = "";

    public int RestartCount { get; init; }

    public string Driver { get; init; } = "";

    public string Platform { get; init; } = "";

    public string MountLabel { get; init; } = "";

    public string ProcessLabel { get; init; } = "";

    public string AppArmorProfile { get; init; } = "";

    public IReadOnlyList<string>? ExecIDs { get; init; }

    public HostConfig HostConfig { get; init; } = new();

    public DriverData GraphDriver { get; init; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public IReadOnlyList<MountPoint> Mounts { get; init; } = [];

    public ContainerConfig Config { get; init; } = new();

    public NetworkSettings NetworkSettings { get; init; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciDescriptor? ImageManifestDescriptor { get; init; }
}
