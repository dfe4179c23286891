namespace Berth.EngineApi.System;

/// <summary>The answer to <c>GET /info</c> (Engine API <c>SystemInfo</c>).</summary>
public sealed record InfoResponse
{
    public string ID { get; init; } = "";

    public int Containers { get; init; }

    public int ContainersRunning { get; init; }

    public int ContainersPaused { get; init; }

    public int ContainersStopped { get; init; }

    public int Images { get; init; }

    public string Driver { get; init; } = "";

    public IReadOnlyList<IReadOnlyList<string>> DriverStatus { get; init; } = [];

    public PluginsInfo Plugins { get; init; } = new();

    public bool MemoryLimit { get; init; }

    public bool SwapLimit { get; init; }

    public bool CpuCfsPeriod { get; init; }

    public bool CpuCfsQuota { get; init; }

    public bool CPUShares { get; init; }

    public bool CPUSet { get; init; }

    public bool PidsLimit { get; init; }

    public bool IPv4Forwarding { get; init; }

    public bool Debug { get; init; }

    public int NFd { get; init; }

    public bool OomKillDisable { get; init; }

    public int NGoroutines { get; init; }

    /// <summary>RFC 3339 with nanoseconds.</summary>
    public string SystemTime { get; init; } = "";

    public string LoggingDriver { get; init; } = "";

    public string CgroupDriver { get; init; } = "";

    /// <summary><c>1</c> or <c>2</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CgroupVersion { get; init; }

    public int NEventsListener { get; init; }

    public string KernelVersion { get; init; } = "";

    public string OperatingSystem { get; init; } = "";

    public string OSVersion { get; init; } = "";

    public string OSType { get; init; } = "";

    public string Architecture { get; init; } = "";

    public string IndexServerAddress { get; init; } = "";

    public RegistryServiceConfig? RegistryConfig { get; init; }

    public int NCPU { get; init; }

    public long MemTotal { get; init; }

    public IReadOnlyList<string>? GenericResources { get; init; }

    public string DockerRootDir { get; init; } = "";

    public string HttpProxy { get; init; } = "";

    public string HttpsProxy { get; init; } = "";

    public string NoProxy { get; init; } = "";

    public string Name { get; init; } = "";

    public IReadOnlyList<string> Labels { get; init; } = [];

    public bool ExperimentalBuild { get; init; }

    public string ServerVersion { get; init; } = "";

    public IReadOnlyDictionary<string, RuntimeInfo> Runtimes { get; init; } = new Dictionary<string, RuntimeInfo>();

    public string DefaultRuntime { get; init; } = "";

    public SwarmInfo Swarm { get; init; } = new();

    public bool LiveRestoreEnabled { get; init; }

    public string Isolation { get; init; } = "";

    public string InitBinary { get; init; } = "";

    public Commit ContainerdCommit { get; init; } = new();

    public Commit RuncCommit { get; init; } = new();

    public Commit InitCommit { get; init; } = new();

    public IReadOnlyList<string> SecurityOptions { get; init; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProductLicense { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AddressPool>? DefaultAddressPools { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FirewallInfo? FirewallBackend { get; init; }

    public IReadOnlyList<string> CDISpecDirs { get; init; } = [];

    public IReadOnlyList<string>? Warnings { get; init; }
}
