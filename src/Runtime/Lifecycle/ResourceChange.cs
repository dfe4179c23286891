using Berth.Oci.Runtime;

namespace Berth.Runtime;

/// <summary>Limits over limits: what an update leaves out stays as it was.</summary>
internal static class ResourceChange
{
    public static LinuxResources Merge(LinuxResources before, LinuxResources change) => new()
    {
        Devices = before.Devices,
        Memory = Merge(before.Memory, change.Memory),
        Cpu = Merge(before.Cpu, change.Cpu),
        Pids = change.Pids?.Limit is null ? before.Pids : change.Pids,
        BlockIo = Merge(before.BlockIo, change.BlockIo),
        HugepageLimits = Upsert(before.HugepageLimits, change.HugepageLimits, p => p.PageSize),
        Network = Merge(before.Network, change.Network),
        Rdma = Merge(before.Rdma, change.Rdma),
        Unified = Merge(before.Unified, change.Unified),
    };

    /// <summary>
    /// What has to be written: the change, and with one limit of memory or swap, or of quota or period, the other as it was, because v2
    /// has both in one value.
    /// </summary>
    public static LinuxResources Complete(LinuxResources change, LinuxResources after)
    {
        LinuxMemory? memory = change.Memory;
        if (memory is { Limit: not null } or { Swap: not null })
        {
            bool unlimited = memory.Limit == -1 && memory.Swap is null;
            memory = memory with { Limit = after.Memory?.Limit, Swap = unlimited ? null : after.Memory?.Swap };
        }

        LinuxCpu? cpu = change.Cpu;
        if (cpu is { Quota: not null } or { Period: not null })
        {
            cpu = cpu with { Quota = after.Cpu?.Quota, Period = after.Cpu?.Period };
        }

        return change with { Memory = memory, Cpu = cpu };
    }

    private static LinuxMemory? Merge(LinuxMemory? before, LinuxMemory? change) => before is null || change is null ? change ?? before : new()
    {
        Limit = change.Limit ?? before.Limit,
        Reservation = change.Reservation ?? before.Reservation,
        // Without a limit on memory the old one on both is none either.
        Swap = change.Swap ?? (change.Limit == -1 ? -1 : before.Swap),
        Kernel = change.Kernel ?? before.Kernel,
        KernelTcp = change.KernelTcp ?? before.KernelTcp,
        Swappiness = change.Swappiness ?? before.Swappiness,
        DisableOomKiller = change.DisableOomKiller ?? before.DisableOomKiller,
        UseHierarchy = change.UseHierarchy ?? before.UseHierarchy,
        CheckBeforeUpdate = change.CheckBeforeUpdate ?? before.CheckBeforeUpdate,
    };

    private static LinuxCpu? Merge(LinuxCpu? before, LinuxCpu? change) => before is null || change is null ? change ?? before : new()
    {
        Shares = change.Shares ?? before.Shares,
        Quota = change.Quota is null or 0 ? before.Quota : change.Quota,
        Burst = change.Burst ?? before.Burst,
        Period = change.Period is null or 0 ? before.Period : change.Period,
        RealtimeRuntime = change.RealtimeRuntime ?? before.RealtimeRuntime,
        RealtimePeriod = change.RealtimePeriod ?? before.RealtimePeriod,
        Cpus = string.IsNullOrEmpty(change.Cpus) ? before.Cpus : change.Cpus,
        Mems = string.IsNullOrEmpty(change.Mems) ? before.Mems : change.Mems,
        Idle = change.Idle ?? before.Idle,
    };

    private static LinuxBlockIo? Merge(LinuxBlockIo? before, LinuxBlockIo? change) => before is null || change is null ? change ?? before : new()
    {
        Weight = change.Weight ?? before.Weight,
        LeafWeight = change.LeafWeight ?? before.LeafWeight,
        WeightDevice = Upsert(before.WeightDevice, change.WeightDevice, d => (d.Major, d.Minor)),
        ThrottleReadBpsDevice = Upsert(before.ThrottleReadBpsDevice, change.ThrottleReadBpsDevice, d => (d.Major, d.Minor)),
        ThrottleWriteBpsDevice = Upsert(before.ThrottleWriteBpsDevice, change.ThrottleWriteBpsDevice, d => (d.Major, d.Minor)),
        ThrottleReadIopsDevice = Upsert(before.ThrottleReadIopsDevice, change.ThrottleReadIopsDevice, d => (d.Major, d.Minor)),
        ThrottleWriteIopsDevice = Upsert(before.ThrottleWriteIopsDevice, change.ThrottleWriteIopsDevice, d => (d.Major, d.Minor)),
    };

    private static LinuxNetwork? Merge(LinuxNetwork? before, LinuxNetwork? change) => before is null || change is null ? change ?? before : new()
    {
        ClassId = change.ClassId ?? before.ClassId,
        Priorities = Upsert(before.Priorities, change.Priorities, p => p.Name),
    };

    private static Dictionary<string, T>? Merge<T>(IReadOnlyDictionary<string, T>? before, IReadOnlyDictionary<string, T>? change)
    {
        if (before is null && change is null)
        {
            return null;
        }

        var all = new Dictionary<string, T>(before ?? new Dictionary<string, T>());
        foreach ((string key, T value) in change ?? new Dictionary<string, T>())
        {
            all[key] = value;
        }

        return all;
    }

    // A list with an entry a device (or a page size, an interface): the change's replace those of the same.
    private static IReadOnlyList<T>? Upsert<T, TKey>(IReadOnlyList<T>? before, IReadOnlyList<T>? change, Func<T, TKey> key)
    {
        if (before is null || change is null)
        {
            return change ?? before;
        }

        HashSet<TKey> changed = [.. change.Select(key)];
        return [.. before.Where(one => !changed.Contains(key(one))), .. change];
    }
}
