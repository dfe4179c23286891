using Berth.EngineApi.Containers;

namespace Berth.Cli.Containers.Stats;

/// <summary>What one container uses, calculated from a frame of the daemon's as docker's client does.</summary>
internal sealed record StatsRow
{
    /// <summary>As the user named it.</summary>
    public required string Container { get; init; }

    public string Name { get; init; } = "";

    public string Id { get; init; } = "";

    /// <summary>Of one processor: two that are busy are 200.</summary>
    public double CpuPercent { get; init; }

    /// <summary>Bytes, without the cache that could be dropped.</summary>
    public double Memory { get; init; }

    public double MemoryLimit { get; init; }

    public double MemoryPercent { get; init; }

    public double Received { get; init; }

    public double Sent { get; init; }

    public double BlockRead { get; init; }

    public double BlockWritten { get; init; }

    public ulong Processes { get; init; }

    /// <summary>Nothing is known, yet or any more.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>One of which nothing is known.</summary>
    public static StatsRow Unknown(string container) => new() { Container = container, IsUnknown = true };

    public static StatsRow Of(string container, ContainerStats stats)
    {
        var memory = MemoryWithoutCache(stats.Memory);
        return new StatsRow
        {
            Container = container,
            Name = stats.Name,
            Id = stats.Id,
            CpuPercent = Cpu(stats),
            Memory = memory,
            MemoryLimit = stats.Memory.Limit,
            MemoryPercent = stats.Memory.Limit == 0 ? 0 : memory / stats.Memory.Limit * 100,
            Received = (stats.Networks?.Values ?? []).Sum(network => (double)network.RxBytes),
            Sent = (stats.Networks?.Values ?? []).Sum(network => (double)network.TxBytes),
            BlockRead = Blocks(stats, 'r'),
            BlockWritten = Blocks(stats, 'w'),
            Processes = stats.Pids.Current,
        };
    }

    private static double Cpu(ContainerStats stats)
    {
        var own = (double)stats.Cpu.Usage.Total - stats.PreCpu.Usage.Total;
        var all = (double)stats.Cpu.SystemUsage - stats.PreCpu.SystemUsage;
        var processors = stats.Cpu.OnlineCpus > 0 ? stats.Cpu.OnlineCpus : stats.Cpu.Usage.PerCpu?.Count ?? 0;
        return own > 0 && all > 0 ? own / all * processors * 100 : 0;
    }

    // The field's name differs with the version of cgroups: total_inactive_file is of version 1.
    private static double MemoryWithoutCache(MemoryStats memory)
    {
        var stats = memory.Stats ?? new Dictionary<string, ulong>();
        var cache = stats.TryGetValue("total_inactive_file", out var total) && total < memory.Usage ? total : stats.GetValueOrDefault("inactive_file");
        return cache < memory.Usage ? memory.Usage - cache : memory.Usage;
    }

    private static double Blocks(ContainerStats stats, char operation) => (stats.Blkio.ServiceBytes ?? [])
        .Where(entry => entry.Op.Length > 0 && char.ToLowerInvariant(entry.Op[0]) == operation).Sum(entry => (double)entry.Value);
}
