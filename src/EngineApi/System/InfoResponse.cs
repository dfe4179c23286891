namespace Berth.EngineApi.System;

/// <summary>The answer to <c>GET /info</c> (Engine API <c>SystemInfo</c>).</summary>
public sealed record InfoResponse
{
    public string ID { get; set; } = "";

    public int Containers { get; init; }

    public int ContainersRunning { get; init; }

    public int ContainersPaused { get; init; }

    public int ContainersStopped { get; init; }

    public int Images { get; init; }

    public string Driver { get; set; } = "";

    public IReadOnlyList<IReadOnlyList<string>> DriverStatus { get; set; } = [];

    public PluginsInfo Plugins { get; set; } = new();

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
    public string SystemTime { get; set; } = "";

    public string LoggingDriver { get; set; } = "";

    public string CgroupDriver { get; set; } = "";

    /// <summary><c>1</c> or <c>2</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CgroupVersion { get; init; }

    public int NEventsListener { get; init; }

    public string KernelVersion { get; set; } = "";

    public string OperatingSystem { get; set; } = "";

    public string OSVersion { get; set; } = "";

    public string OSType { get; set; } = "";

    public string Architecture { get; set; } = "";

    public string IndexServerAddress { get; set; } = "";

    public RegistryServiceConfig? RegistryConfig { get; init; }

    public int NCPU { get; init; }

    public long MemTotal { get; init; }

    public IReadOnlyList<string>? GenericResources { get; init; }

    public string DockerRootDir { get; set; } = "";

    public string HttpProxy { get; set; } = "";

    public string HttpsProxy { get; set; } = "";

    public string NoProxy { get; set; } = "";

    public string Name { get; set; } = "";

    public IReadOnlyList<string> Labels { get; set; } = [];

    public bool ExperimentalBuild { get; init; }

    public string ServerVersion { get; set; } = "";

    public IReadOnlyDictionary<string, RuntimeInfo> Runtimes { get; set; } = new Dictionary<string, RuntimeInfo>();

    public string DefaultRuntime { get; set; } = "";

    public SwarmInfo Swarm { get; set; } = new();

    public bool LiveRestoreEnabled { get; init; }

    public string Isolation { get; set; } = "";

    public string InitBinary { get; set; } = "";

    public Commit ContainerdCommit { get; set; } = new();

    public Commit RuncCommit { get; set; } = new();

    public Commit InitCommit { get; set; } = new();

    public IReadOnlyList<string> SecurityOptions { get; set; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProductLicense { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AddressPool>? DefaultAddressPools { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FirewallInfo? FirewallBackend { get; init; }

    public IReadOnlyList<string> CDISpecDirs { get; set; } = [];

    public IReadOnlyList<string>? Warnings { get; init; }
}
