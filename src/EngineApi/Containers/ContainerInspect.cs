using Berth.EngineApi.Images;

namespace Berth.EngineApi.Containers;

/// <summary>The answer to <c>GET /containers/{id}/json</c> (Engine API <c>ContainerInspectResponse</c>).</summary>
public sealed record ContainerInspect
{
    public string Id { get => field ?? ""; init; }

    public string Created { get => field ?? ""; init; }

    public string Path { get => field ?? ""; init; }

    public IReadOnlyList<string> Args { get => field ?? []; init; }

    public ContainerState State { get => field ?? new(); init; }

    /// <summary>The image's ID.</summary>
    public string Image { get => field ?? ""; init; }

    public string ResolvConfPath { get => field ?? ""; init; }

    public string HostnamePath { get => field ?? ""; init; }

    public string HostsPath { get => field ?? ""; init; }

    public string LogPath { get => field ?? ""; init; }

    /// <summary>With a leading slash.</summary>
    public string Name { get => field ?? ""; init; }

    public int RestartCount { get; init; }

    public string Driver { get => field ?? ""; init; }

    public string Platform { get => field ?? ""; init; }

    public string MountLabel { get => field ?? ""; init; }

    public string ProcessLabel { get => field ?? ""; init; }

    public string AppArmorProfile { get => field ?? ""; init; }

    public IReadOnlyList<string>? ExecIDs { get; init; }

    public HostConfig HostConfig { get => field ?? new(); init; }

    public DriverData GraphDriver { get => field ?? new(); init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public IReadOnlyList<MountPoint> Mounts { get => field ?? []; init; }

    public ContainerConfig Config { get => field ?? new(); init; }

    public NetworkSettings NetworkSettings { get => field ?? new(); init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciDescriptor? ImageManifestDescriptor { get; init; }
}
