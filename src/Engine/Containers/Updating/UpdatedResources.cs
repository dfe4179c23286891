using Berth.Engine.Host;
using Berth.Engine.Specs;
using Berth.EngineApi.Containers;
using Berth.Oci.Runtime;

namespace Berth.Engine.Containers.Updating;

/// <summary>The limits of a running container's cgroup that an update changes.</summary>
internal static class UpdatedResources
{
    private const long DefaultShares = 1024;
    private const long DefaultPeriod = 100_000;
    private const int DefaultWeight = 500;

    /// <summary>What differs between two configurations; all else is left out.</summary>
    public static LinuxResources Of(HostConfig before, HostConfig after) =>
        ResourceSection.Build(Difference(before, after), [], new HostDevices()) with
        {
            Pids = after.PidsLimit == before.PidsLimit ? null : new LinuxPids { Limit = after.PidsLimit ?? -1 },
        };

    /// <summary>The way back, after the cgroup was changed: a limit that was not there before is lifted.</summary>
    public static LinuxResources Back(HostConfig before, HostConfig after, CgroupFacts cgroups) => Of(after, before with
    {
        Memory = before.Memory != 0 ? before.Memory : -1,
        MemorySwap = before.MemorySwap != 0 || !cgroups.Swap ? before.MemorySwap : -1,
        MemoryReservation = before.MemoryReservation != 0 ? before.MemoryReservation : -1,
        CpuShares = before.CpuShares != 0 ? before.CpuShares : DefaultShares,
        CpuQuota = before.CpuQuota != 0 || before.NanoCpus != 0 ? before.CpuQuota : -1,
        CpuPeriod = before.CpuPeriod != 0 || before.NanoCpus != 0 ? before.CpuPeriod : DefaultPeriod,
        CpusetCpus = before.CpusetCpus.Length > 0 ? before.CpusetCpus : cgroups.Cpus,
        CpusetMems = before.CpusetMems.Length > 0 ? before.CpusetMems : cgroups.MemoryNodes,
        BlkioWeight = before.BlkioWeight != 0 ? before.BlkioWeight : DefaultWeight,
    });

    /// <summary>For the log.</summary>
    public static string Describe(HostConfig before, HostConfig after)
    {
        (string Name, object? Before, object? After)[] fields =
        [
            ("Memory", before.Memory, after.Memory),
            ("MemorySwap", before.MemorySwap, after.MemorySwap),
            ("MemoryReservation", before.MemoryReservation, after.MemoryReservation),
            ("NanoCpus", before.NanoCpus, after.NanoCpus),
            ("CpuShares", before.CpuShares, after.CpuShares),
            ("CpuPeriod", before.CpuPeriod, after.CpuPeriod),
            ("CpuQuota", before.CpuQuota, after.CpuQuota),
            ("CpuRealtimePeriod", before.CpuRealtimePeriod, after.CpuRealtimePeriod),
            ("CpuRealtimeRuntime", before.CpuRealtimeRuntime, after.CpuRealtimeRuntime),
            ("CpusetCpus", before.CpusetCpus, after.CpusetCpus),
            ("CpusetMems", before.CpusetMems, after.CpusetMems),
            ("BlkioWeight", before.BlkioWeight, after.BlkioWeight),
            ("PidsLimit", before.PidsLimit, after.PidsLimit),
            ("RestartPolicy", before.RestartPolicy?.Name, after.RestartPolicy?.Name),
        ];
        string text = string.Join(", ", fields.Where(f => !Equals(f.Before, f.After)).Select(f => $"{f.Name} {f.Before} -> {f.After}"));
        return text.Length > 0 ? text : "nothing changed";
    }

    private static HostConfig Difference(HostConfig before, HostConfig after) => new()
    {
        Memory = Differs(before.Memory, after.Memory),
        MemorySwap = Differs(before.MemorySwap, after.MemorySwap),
        MemoryReservation = Differs(before.MemoryReservation, after.MemoryReservation),
        NanoCpus = Differs(before.NanoCpus, after.NanoCpus),
        CpuShares = Differs(before.CpuShares, after.CpuShares),
        CpuPeriod = Differs(before.CpuPeriod, after.CpuPeriod),
        CpuQuota = Differs(before.CpuQuota, after.CpuQuota),
        CpuRealtimePeriod = Differs(before.CpuRealtimePeriod, after.CpuRealtimePeriod),
        CpuRealtimeRuntime = Differs(before.CpuRealtimeRuntime, after.CpuRealtimeRuntime),
        CpusetCpus = before.CpusetCpus == after.CpusetCpus ? "" : after.CpusetCpus,
        CpusetMems = before.CpusetMems == after.CpusetMems ? "" : after.CpusetMems,
        BlkioWeight = (int)Differs(before.BlkioWeight, after.BlkioWeight),
    };

    private static long Differs(long before, long after) => before == after ? 0 : after;
}
