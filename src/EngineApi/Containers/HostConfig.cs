using Berth.EngineApi.Json;

namespace Berth.EngineApi.Containers;

/// <summary>
/// How a container meets this host: mounts, network, limits, security (Engine API <c>HostConfig</c>). Zero and null mean that the
/// client left the choice to the daemon.
/// </summary>
public sealed partial record HostConfig
{
    /// <summary><c>SOURCE:TARGET[:OPTIONS]</c>; a source that is not an absolute path names a volume.</summary>
    public IReadOnlyList<string>? Binds { get; init; }

    public string ContainerIDFile { get => field ?? ""; init; }

    public LogConfig? LogConfig { get; init; }

    /// <summary><c>bridge</c>, <c>host</c>, <c>none</c>, <c>container:ID</c>, the name of a network, or <c>default</c>.</summary>
    public string? NetworkMode { get; init; }

    /// <summary>Keys are <c>port/proto</c> of the container.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?>? PortBindings { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }

    public bool AutoRemove { get; init; }

    public string VolumeDriver { get => field ?? ""; init; }

    public IReadOnlyList<string>? VolumesFrom { get; init; }

    /// <summary>Height and width of the terminal at the start.</summary>
    public IReadOnlyList<int>? ConsoleSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    [JsonConverter(typeof(StringOrArrayConverter))]
    public IReadOnlyList<string>? CapAdd { get; init; }

    [JsonConverter(typeof(StringOrArrayConverter))]
    public IReadOnlyList<string>? CapDrop { get; init; }

    public string? CgroupnsMode { get; init; }

    public IReadOnlyList<string>? Dns { get; init; }

    public IReadOnlyList<string>? DnsOptions { get; init; }

    public IReadOnlyList<string>? DnsSearch { get; init; }

    /// <summary><c>HOST:IP</c>.</summary>
    public IReadOnlyList<string>? ExtraHosts { get; init; }

    public IReadOnlyList<string>? GroupAdd { get; init; }

    public string? IpcMode { get; init; }

    public string Cgroup { get => field ?? ""; init; }

    public IReadOnlyList<string>? Links { get; init; }

    public int OomScoreAdj { get; init; }

    public string? PidMode { get; init; }

    public bool Privileged { get; init; }

    public bool PublishAllPorts { get; init; }

    public bool ReadonlyRootfs { get; init; }

    public IReadOnlyList<string>? SecurityOpt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? StorageOpt { get; init; }

    /// <summary>Target to mount options.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Tmpfs { get; init; }

    public string? UTSMode { get; init; }

    public string? UsernsMode { get; init; }

    /// <summary>Bytes.</summary>
    public long ShmSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Sysctls { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Runtime { get; init; }

    /// <summary>Windows only.</summary>
    public string Isolation { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Mount>? Mounts { get; init; }

    /// <summary>Null means the default list, an empty list means none.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    /// <summary>Null means the default list, an empty list means none.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    /// <summary>Run an init as process 1 that reaps; null takes the daemon's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; init; }
}
