using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>Limits that the container's cgroup carries (config-linux.md, "Control groups"). Sizes are bytes, -1 is no limit.</summary>
public sealed record LinuxResources
{
    public IReadOnlyList<LinuxDeviceCgroup>? Devices { get; init; }

    public LinuxMemory? Memory { get; init; }

    public LinuxCpu? Cpu { get; init; }

    public LinuxPids? Pids { get; init; }

    [JsonPropertyName("blockIO")]
    public LinuxBlockIo? BlockIo { get; init; }

    public IReadOnlyList<LinuxHugepageLimit>? HugepageLimits { get; init; }

    public LinuxNetwork? Network { get; init; }

    public IReadOnlyDictionary<string, LinuxRdma>? Rdma { get; init; }

    /// <summary>Files of the unified hierarchy and what to write into them.</summary>
    public IReadOnlyDictionary<string, string>? Unified { get; init; }
}

public sealed record LinuxMemory
{
    public long? Limit { get; init; }

    public long? Reservation { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? Swap { get; init; }

    public long? Kernel { get; init; }

    [JsonPropertyName("kernelTCP")]
    public long? KernelTcp { get; init; }

    /// <summary>0 … 100.</summary>
    public ulong? Swappiness { get; init; }

    [JsonPropertyName("disableOOMKiller")]
    public bool? DisableOomKiller { get; init; }

    public bool? UseHierarchy { get; init; }

    public bool? CheckBeforeUpdate { get; init; }
}

/// <summary>Times are microseconds.</summary>
public sealed record LinuxCpu
{
    public ulong? Shares { get; init; }

    public long? Quota { get; init; }

    public ulong? Burst { get; init; }

    public ulong? Period { get; init; }

    public long? RealtimeRuntime { get; init; }

    public ulong? RealtimePeriod { get; init; }

    /// <summary>A list as <c>0-3,7</c>.</summary>
    public string? Cpus { get; init; }

    public string? Mems { get; init; }

    public long? Idle { get; init; }
}

public sealed record LinuxPids
{
    /// <summary>The most tasks; -1 is no limit.</summary>
    public long? Limit { get; init; }
}

public sealed record LinuxBlockIo
{
    /// <summary>10 … 1000.</summary>
    public ushort? Weight { get; init; }

    public ushort? LeafWeight { get; init; }

    public IReadOnlyList<LinuxWeightDevice>? WeightDevice { get; init; }

    public IReadOnlyList<LinuxThrottleDevice>? ThrottleReadBpsDevice { get; init; }

    public IReadOnlyList<LinuxThrottleDevice>? ThrottleWriteBpsDevice { get; init; }

    [JsonPropertyName("throttleReadIOPSDevice")]
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleReadIopsDevice { get; init; }

    [JsonPropertyName("throttleWriteIOPSDevice")]
    public IReadOnlyList<LinuxThrottleDevice>? ThrottleWriteIopsDevice { get; init; }
}

public sealed record LinuxWeightDevice
{
    public long Major { get; init; }

    public long Minor { get; init; }

    public ushort? Weight { get; init; }

    public ushort? LeafWeight { get; init; }
}

/// <summary>A rate, in bytes or operations a second.</summary>
public sealed record LinuxThrottleDevice
{
    public long Major { get; init; }

    public long Minor { get; init; }

    public ulong Rate { get; init; }
}

public sealed record LinuxHugepageLimit
{
    /// <summary><c>2MB</c>, <c>1GB</c>, …</summary>
    public string PageSize { get => field ?? ""; init; }

    public ulong Limit { get; init; }
}

public sealed record LinuxNetwork
{
    [JsonPropertyName("classID")]
    public uint? ClassId { get; init; }

    public IReadOnlyList<LinuxInterfacePriority>? Priorities { get; init; }
}

public sealed record LinuxInterfacePriority
{
    public string Name { get => field ?? ""; init; }

    public uint Priority { get; init; }
}

public sealed record LinuxRdma
{
    public uint? HcaHandles { get; init; }

    public uint? HcaObjects { get; init; }
}
