using Berth.EngineApi.Images;
using Berth.EngineApi.Networks;

namespace Berth.EngineApi.Containers;

/// <summary>An item of <c>GET /containers/json</c> (Engine API <c>ContainerSummary</c>).</summary>
public sealed record ContainerSummary
{
    public string Id { get => field ?? ""; init; }

    /// <summary>With leading slashes.</summary>
    public IReadOnlyList<string> Names { get => field ?? []; init; }

    /// <summary>The name that created it, or the image's ID when that name is gone.</summary>
    public string Image { get => field ?? ""; init; }

    public string ImageID { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciDescriptor? ImageManifestDescriptor { get; init; }

    public string Command { get => field ?? ""; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    public IReadOnlyList<Port> Ports { get => field ?? []; init; }

    /// <summary>Bytes that it wrote; 0 also where nobody asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SizeRw { get; init; }

    /// <summary>Bytes of its image and of what it wrote; 0 where nobody asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SizeRootFs { get; init; }

    public IReadOnlyDictionary<string, string> Labels
    {
        get => field ?? new Dictionary<string, string>();
        init;
    }

    public string State { get => field ?? ""; init; }

    /// <summary>For people: <c>Up 5 minutes</c>.</summary>
    public string Status { get => field ?? ""; init; }

    public ContainerSummaryHostConfig HostConfig { get => field ?? new(); init; }

    public ContainerSummaryNetworkSettings NetworkSettings { get => field ?? new(); init; }

    public IReadOnlyList<MountPoint> Mounts { get => field ?? []; init; }
}

/// <summary>A port of a container in a listing.</summary>
public sealed record Port
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IP { get; init; }

    public int PrivatePort { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int PublicPort { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public string Type { get => field ?? ""; init; }
}

/// <summary>The part of the host's configuration that a listing shows.</summary>
public sealed record ContainerSummaryHostConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NetworkMode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>The networks that a listing shows.</summary>
public sealed record ContainerSummaryNetworkSettings
{
    public IReadOnlyDictionary<string, EndpointSettings>? Networks { get; init; }
}
