using Berth.EngineApi.Containers;
using Berth.EngineApi.Json;

namespace Berth.EngineApi.Images;

/// <summary>The answer to <c>GET /images/{name}/json</c> (Engine API <c>ImageInspect</c>).</summary>
public sealed record ImageInspect
{
    public string Id { get; set; } = "";

    public IReadOnlyList<string> RepoTags { get; set; } = [];

    public IReadOnlyList<string> RepoDigests { get; set; } = [];

    public string Parent { get; set; } = "";

    public string Comment { get; set; } = "";

    /// <summary>RFC 3339 with nanoseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; init; }

    public string DockerVersion { get; set; } = "";

    public string Author { get; set; } = "";

    public ImageConfig? Config { get; init; }

    public string Architecture { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    public string Os { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OsVersion { get; init; }

    public long Size { get; init; }

    /// <summary>Up to API 1.43: the same as <see cref="Size"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public DriverData GraphDriver { get; set; } = new();

    public ImageRootFs RootFS { get; set; } = new();

    public ImageMetadata Metadata { get; set; } = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciDescriptor? Descriptor { get; init; }
}

/// <summary>What containers of an image start from (Engine API <c>ImageConfig</c>).</summary>
public sealed record ImageConfig
{
    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    public string? User { get; init; }

    public bool AttachStdin { get; init; }

    public bool AttachStdout { get; init; }

    public bool AttachStderr { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    public bool Tty { get; init; }

    public bool OpenStdin { get; init; }

    public bool StdinOnce { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    [JsonConverter(typeof(StringOrArrayConverter))]
    public IReadOnlyList<string>? Cmd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthConfig? Healthcheck { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ArgsEscaped { get; init; }

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
    public string Name { get; set; } = "";

    public IReadOnlyDictionary<string, string>? Data { get; init; }
}

/// <summary>The layers of an image.</summary>
public sealed record ImageRootFs
{
    /// <summary>Always <c>layers</c>.</summary>
    public string Type { get; set; } = "layers";

    /// <summary>Digests of the uncompressed layers, lowest first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Layers { get; init; }
}

/// <summary>What this store knows about an image and its config does not.</summary>
public sealed record ImageMetadata
{
    /// <summary>RFC 3339; year 1 is never.</summary>
    public string LastTagTime { get; set; } = "0001-01-01T00:00:00Z";
}
