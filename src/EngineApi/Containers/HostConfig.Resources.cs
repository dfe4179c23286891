namespace Berth.EngineApi.Containers;

/// <summary>The limits, which the API keeps in the same JSON object (Engine API <c>Resources</c>). Sizes are in bytes.</summary>
public sealed partial record HostConfig
{
    public long CpuShares { get; init; }

    public long Memory { get; init; }

    /// <summary>10⁹ is one CPU.</summary>
    public long NanoCpus { get; init; }

    public string CgroupParent { get => field ?? ""; init; }

    public int BlkioWeight { get; init; }

    public IReadOnlyList<WeightDevice>? BlkioWeightDevice { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadBps { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteBps { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadIOps { get; init; }

    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteIOps { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>Microseconds in a period.</summary>
    public long CpuQuota { get; init; }

    public long CpuRealtimePeriod { get; init; }

    public long CpuRealtimeRuntime { get; init; }

    public string CpusetCpus { get => field ?? ""; init; }

    public string CpusetMems { get => field ?? ""; init; }

    public IReadOnlyList<DeviceMapping>? Devices { get; init; }

    public IReadOnlyList<string>? DeviceCgroupRules { get; init; }

    public IReadOnlyList<DeviceRequest>? DeviceRequests { get; init; }

    /// <summary>Up to API 1.41.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelMemory { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelMemoryTCP { get; init; }

    public long MemoryReservation { get; init; }

    /// <summary>Memory plus swap; -1 is unlimited swap.</summary>
    public long MemorySwap { get; init; }

    /// <summary>0 … 100; -1 and null keep the kernel's.</summary>
    public long? MemorySwappiness { get; init; }

    public bool? OomKillDisable { get; init; }

    /// <summary>0, -1 and null are unlimited.</summary>
    public long? PidsLimit { get; init; }

    public IReadOnlyList<Ulimit>? Ulimits { get; init; }

    /// <summary>Windows only, as the three below.</summary>
    public long CpuCount { get; init; }

    public long CpuPercent { get; init; }

    public long IOMaximumIOps { get; init; }

    public long IOMaximumBandwidth { get; init; }
}
