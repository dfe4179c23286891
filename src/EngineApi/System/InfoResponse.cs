namespace Berth.EngineApi.System;

/// <summary>The answer to <c>GET /info</c> (Engine API <c>SystemInfo</c>).</summary>
public sealed record InfoResponse
{
    public string ID { get => field ?? ""; init; }

    public int Containers { get; init; }

    public int ContainersRunning { get; init; }

    public int ContainersPaused { get; init; }

    public int ContainersStopped { get; init; }

    public int Images { get; init; }

    public string Driver { get => field ?? ""; init; }

    public IReadOnlyList<IReadOnlyList<string>> DriverStatus { get => field ?? []; init; }

    public PluginsInfo Plugins { get => field ?? new(); init; }

    public bool MemoryLimit { get; init; }

    public bool SwapLimit { get; init; }

    /// <summary>Up to API 1.41.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? KernelMemory { get; init; }

    public bool KernelMemoryTCP { get; init; }

    public bool CpuCfsPeriod { get; init; }

    public bool CpuCfsQuota { get; init; }

    public bool CPUShares { get; init; }

    public bool CPUSet { get; init; }

    public bool PidsLimit { get; init; }

    public bool IPv4Forwarding { get; init; }

    /// <summary>Up to API 1.49.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? BridgeNfIptables { get; init; }

    /// <summary>Up to API 1.49.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? BridgeNfIp6tables { get; init; }

    public bool Debug { get; init; }

    public int NFd { get; init; }

    public bool OomKillDisable { get; init; }

    public int NGoroutines { get; init; }

    /// <summary>RFC 3339 with nanoseconds.</summary>
    public string SystemTime { get => field ?? ""; init; }

    public string LoggingDriver { get => field ?? ""; init; }

    public string CgroupDriver { get => field ?? ""; init; }

    /// <summary><c>1</c> or <c>2</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CgroupVersion { get; init; }

    public int NEventsListener { get; init; }

    public string KernelVersion { get => field ?? ""; init; }

    public string OperatingSystem { get => field ?? ""; init; }

    public string OSVersion { get => field ?? ""; init; }

    public string OSType { get => field ?? ""; init; }

    public string Architecture { get => field ?? ""; init; }

    public string IndexServerAddress { get => field ?? ""; init; }

    public RegistryServiceConfig? RegistryConfig { get; init; }

    public int NCPU { get; init; }

    public long MemTotal { get; init; }

    public IReadOnlyList<string>? GenericResources { get; init; }

    public string DockerRootDir { get => field ?? ""; init; }

    public string HttpProxy { get => field ?? ""; init; }

    public string HttpsProxy { get => field ?? ""; init; }

    public string NoProxy { get => field ?? ""; init; }

    public string Name { get => field ?? ""; init; }

    public IReadOnlyList<string> Labels { get => field ?? []; init; }

    public bool ExperimentalBuild { get; init; }

    public string ServerVersion { get => field ?? ""; init; }

    public IReadOnlyDictionary<string, RuntimeInfo> Runtimes
    {
        get => field ?? new Dictionary<string, RuntimeInfo>();
        init;
    }

    public string DefaultRuntime { get => field ?? ""; init; }

    public SwarmInfo Swarm { get => field ?? new(); init; }

    public bool LiveRestoreEnabled { get; init; }

    public string Isolation { get => field ?? ""; init; }

    public string InitBinary { get => field ?? ""; init; }

    public Commit ContainerdCommit { get => field ?? new(); init; }

    public Commit RuncCommit { get => field ?? new(); init; }

    public Commit InitCommit { get => field ?? new(); init; }

    public IReadOnlyList<string> SecurityOptions { get => field ?? []; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProductLicense { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AddressPool>? DefaultAddressPools { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FirewallInfo? FirewallBackend { get; init; }

    public IReadOnlyList<string> CDISpecDirs { get => field ?? []; init; }

    public IReadOnlyList<string>? Warnings { get; init; }
}
