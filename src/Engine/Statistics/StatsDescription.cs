using Berth.EngineApi.Containers;
using Berth.Runtime.Statistics;

namespace Berth.Engine.Statistics;

/// <summary>What a cgroup counts, in the words of the Engine API; the shape differs with the version of cgroups.</summary>
internal static class StatsDescription
{
    private static readonly BlkioEntry[] s_none = [];

    /// <param name="usage">What the cgroup says.</param>
    /// <param name="host">Of the same moment.</param>
    /// <param name="cgroupVersion">1 or 2.</param>
    /// <param name="memoryTotal">Of the host, in bytes.</param>
    public static ContainerStats Describe(ContainerStatistics usage, ProcessorTime host, int cgroupVersion, ulong memoryTotal) => new()
    {
        Pids = new PidsStats { Current = usage.Pids.Current ?? 0, Limit = usage.Pids.Limit ?? 0 },
        Blkio = cgroupVersion == 1 ? BlockIoV1(usage.BlockIo) : BlockIoV2(usage.BlockIo),
        Cpu = Cpu(usage.Cpu, host),
        Memory = Memory(usage.Memory, cgroupVersion, memoryTotal),
    };

    private static CpuStats Cpu(CpuStatistics cpu, ProcessorTime host) => new()
    {
        Usage = new CpuUsageStats
        {
            Total = cpu.Usage.Total ?? 0,
            PerCpu = cpu.Usage.PerCpu,
            Kernel = cpu.Usage.Kernel,
            User = cpu.Usage.User,
        },
        SystemUsage = host.Total,
        OnlineCpus = host.Online,
        Throttling = new ThrottlingStats
        {
            Periods = cpu.Throttling.Periods ?? 0,
            ThrottledPeriods = cpu.Throttling.ThrottledPeriods ?? 0,
            ThrottledTime = cpu.Throttling.ThrottledTime ?? 0,
        },
    };

    private static MemoryStats Memory(MemoryStatistics memory, int cgroupVersion, ulong memoryTotal) => new()
    {
        Usage = memory.Usage.Usage ?? 0,
        MaxUsage = cgroupVersion == 1 ? memory.Usage.Max ?? 0 : 0,
        FailCount = cgroupVersion == 1 ? memory.Usage.FailCount : 0,
        Stats = memory.Raw,
        Limit = Math.Min(memory.Usage.Limit, memoryTotal),
    };

    private static BlkioStats BlockIoV1(BlockIoStatistics io) => new()
    {
        ServiceBytes = Entries(io.ServiceBytes),
        Serviced = Entries(io.Serviced),
        Queued = Entries(io.Queued),
        ServiceTime = Entries(io.ServiceTime),
        WaitTime = Entries(io.WaitTime),
        Merged = Entries(io.Merged),
        Time = Entries(io.Time),
        Sectors = Entries(io.Sectors),
    };

    // dockerd writes small letters on version 2, and null for what is not counted there.
    private static BlkioStats BlockIoV2(BlockIoStatistics io) => new()
    {
        ServiceBytes = io.ServiceBytes is { } bytes ? [.. bytes.Select(e => Entry(e, (e.Operation ?? "").ToLowerInvariant()))] : null,
    };

    private static BlkioEntry[] Entries(IReadOnlyList<BlockIoEntry>? entries) =>
        entries is null ? s_none : [.. entries.Select(e => Entry(e, e.Operation ?? ""))];

    private static BlkioEntry Entry(BlockIoEntry entry, string operation) => new()
    {
        Major = entry.Major ?? 0,
        Minor = entry.Minor ?? 0,
        Op = operation,
        Value = entry.Value ?? 0,
    };
}
