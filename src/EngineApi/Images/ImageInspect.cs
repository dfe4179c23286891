using Berth.EngineApi.Containers;
using Berth.EngineApi.Json;

namespace Berth.EngineApi.Images;

/// <summary>The answer to <c>GET /images/{name}/json</c> (Engine API <c>ImageInspect</c>).</summary>
public sealed record ImageInspect
{
    public string Id { get => field ?? ""; init; }

    public IReadOnlyList<string> RepoTags { get => field ?? []; init; }

    public IReadOnlyList<string> RepoDigests { get => field ?? []; init; }

    public string Parent { get => field ?? ""; init; }

    public string Comment { get => field ?? ""; init; }

    /// <summary>RFC 3339 with nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; init; }

    /// <summary>Up to API 1.44: the container that the image was committed from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Container { get; init; }

    /// <summary>Up to API 1.44: that container's configuration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContainerConfig? ContainerConfig { get; init; }

    public string DockerVersion { get => field ?? ""; init; }

    public string Author { get => field ?? ""; init; }

    public ImageConfig? Config { get; init; }

    public string Architecture { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    public string Os { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OsVersion { get; init; }

    public long Size { get; init; }

    /// <summary>Up to API 1.43: the same as <see cref="Size"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public DriverData GraphDriver { get => field ?? new(); init; }

    public ImageRootFs RootFS { get => field ?? new(); init; }

    public ImageMetadata Metadata { get => field ?? new(); init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciDescriptor? Descriptor { get; init; }
}

/// <summary>What containers of an image start from (Engine API <c>ImageConfig</c>). What null leaves out, answers up to API 1.49 have.</summary>
public sealed record ImageConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hostname { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Domainname { get; init; }

    public string? User { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStdin { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStdout { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStderr { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Tty { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? OpenStdin { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? StdinOnce { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    [JsonConverter(typeof(StringOrArrayConverter))]
    public IReadOnlyList<string>? Cmd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthConfig? Healthcheck { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ArgsEscaped { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Image { get; init; }

    public IReadOnlyDictionary<string, EmptyObject>? Volumes { get; init; }

    public string? WorkingDir { get; init; }

    [JsonConverter(typeof(StringOrArrayConverter))]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? OnBuild { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Shell { get; init; }
}

/// <summary>Where a storage driver keeps a root filesystem.</summary>
public sealed record DriverData
{
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    public string Name { get => field ?? ""; init; }
}

/// <summary>The layers of an image.</summary>
public sealed record ImageRootFs
{
    /// <summary>Always <c>layers</c>.</summary>
    public string Type { get => field ?? "layers"; init; }

    /// <summary>Digests of the uncompressed layers, lowest first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Layers { get; init; }
}

/// <summary>What this store knows about an image and its config does not.</summary>
public sealed record ImageMetadata
{
    /// <summary>RFC 3339; year 1 is never.</summary>
    public string LastTagTime { get => field ?? "0001-01-01T00:00:00Z"; init; }
}
