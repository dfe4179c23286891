using System.Globalization;
using Berth.Engine.Errors;
using Berth.Engine.Host;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Specs;

/// <summary>Limits of a request: their ranges, what they exclude, and whether this host can enforce them.</summary>
internal static class ResourceRules
{
    /// <summary>Less than this, and the runtime itself does not fit in the cgroup.</summary>
    private const long MinimumMemory = 6L << 20;

    private const long MinimumPeriod = 1_000;
    private const long MaximumPeriod = 1_000_000;
    private const long NanosPerCpu = 1_000_000_000;

    /// <param name="host">The limits.</param>
    /// <param name="cgroups">What the host can enforce.</param>
    /// <param name="cpuCount">Of the host.</param>
    /// <param name="isUpdate">They are laid over others: what is missing may be set already.</param>
    /// <returns>Warnings.</returns>
    public static IEnumerable<string> Validate(HostConfig host, CgroupFacts cgroups, int cpuCount, bool isUpdate = false)
    {
        Refuse(
            host is { Memory: 0, MemorySwap: > 0 } && !isUpdate,
            "You should always set the Memory limit when using Memoryswap limit, see usage");
        ValidateMemory(host, cgroups);
        ValidateCpu(host, cgroups, cpuCount);
        ValidateCpuset(host, cgroups);
        ValidateBlockIo(host, cgroups);
        Refuse(
            host.PidsLimit > 0 && !cgroups.Pids,
            "Your kernel does not support pids limit capabilities or the cgroup is not mounted.");
        Refuse(host.CgroupParent.Contains('\0', StringComparison.Ordinal), "invalid cgroup parent: it contains a NUL character");
        Refuse(host.ShmSize < 0, "SHM size can not be less than 0");
        Refuse(
            host.OomScoreAdj is < -1000 or > 1000,
            $"Invalid value {host.OomScoreAdj}, range for oom score adj is [-1000, 1000]");
        return Warnings(host, cgroups);
    }

    private static List<string> Warnings(HostConfig host, CgroupFacts cgroups)
    {
        var warnings = new List<string>();
        if (host.Memory > 0 && !cgroups.Swap)
        {
            warnings.Add(
                "Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.");
        }

        if (host.OomKillDisable == true && host.Memory == 0)
        {
            warnings.Add(
                "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        }

        return warnings;
    }

    private static void ValidateMemory(HostConfig host, CgroupFacts cgroups)
    {
        Refuse(host.Memory != 0 && host.Memory < MinimumMemory, "Minimum memory limit allowed is 6MB");
        Refuse(host.MemorySwap < -1, "Minimum memoryswap limit should be larger than memory limit, see usage");
        Refuse(
            host is { Memory: > 0, MemorySwap: > 0 } && host.MemorySwap < host.Memory,
            "Minimum memoryswap limit should be larger than memory limit, see usage");
        Refuse(
            host.MemorySwappiness is < -1 or > 100,
            $"Invalid value: {host.MemorySwappiness}, valid memory swappiness range is 0-100");
        Refuse(
            host.MemoryReservation != 0 && host.MemoryReservation < MinimumMemory,
            "Minimum memory reservation allowed is 6MB");
        Refuse(
            host.Memory > 0 && host.Memory < host.MemoryReservation,
            "Minimum memory limit can not be less than memory reservation limit, see usage");
        Refuse(
            (host.Memory > 0 || host.MemoryReservation > 0) && !cgroups.Memory,
            "Your kernel does not support memory limit capabilities or the cgroup is not mounted.");
        Refuse(
            host.MemorySwappiness is >= 0 && cgroups.Version == 2,
            "Your kernel does not support memory swappiness capabilities or the cgroup is not mounted.");
        Refuse(host.OomKillDisable == true && !cgroups.OomKillDisable, "Your kernel does not support OomKillDisable.");
    }

    private static void ValidateCpu(HostConfig host, CgroupFacts cgroups, int cpuCount)
    {
        Refuse(host is { NanoCpus: not 0, CpuPeriod: not 0 }, "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        Refuse(host is { NanoCpus: not 0, CpuQuota: not 0 }, "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        Refuse(
            host.NanoCpus != 0 && (host.NanoCpus < NanosPerCpu / 100 || host.NanoCpus > cpuCount * NanosPerCpu),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Range of CPUs is from 0.01 to {cpuCount:0.00}, as there are only {cpuCount} CPUs available"));
        Refuse(host.CpuShares < 0, $"invalid CPU shares ({host.CpuShares}): value must be a positive integer");
        Refuse(
            host.CpuPeriod != 0 && host.CpuPeriod is < MinimumPeriod or > MaximumPeriod,
            "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        Refuse(host.CpuQuota is > 0 and < MinimumPeriod, "CPU cfs quota can not be less than 1ms (i.e. 1000)");
        Refuse(
            (host.CpuRealtimePeriod != 0 || host.CpuRealtimeRuntime != 0) && !cgroups.CpuRealtime,
            "Your kernel does not support CPU real-time scheduler");
        Refuse(
            host.CpuRealtimePeriod < 0 || host.CpuRealtimeRuntime < -1,
            "CPU real-time period and runtime can not be negative");
        Refuse(
            host is { CpuRealtimePeriod: > 0 } && host.CpuRealtimeRuntime > host.CpuRealtimePeriod,
            "CPU real-time runtime can not be larger than its period");
        Refuse(host.CpuShares > 0 && !cgroups.CpuShares, "Your kernel does not support CPU shares or the cgroup is not mounted.");
        Refuse(
            (host.NanoCpus > 0 || host.CpuPeriod > 0 || host.CpuQuota > 0) && !cgroups.CpuCfs,
            "Your kernel does not support CPU CFS scheduler or the cgroup is not mounted.");
    }

    private static void ValidateCpuset(HostConfig host, CgroupFacts cgroups)
    {
        Refuse(
            (host.CpusetCpus.Length > 0 || host.CpusetMems.Length > 0) && !cgroups.Cpuset,
            "Your kernel does not support cpuset or the cgroup is not mounted.");
        ValidateList(host.CpusetCpus, cgroups.Cpus, "cpus", "CPUs");
        ValidateList(host.CpusetMems, cgroups.MemoryNodes, "mems", "memory nodes");
    }

    private static void ValidateList(string requested, string available, string field, string what)
    {
        if (requested.Length == 0)
        {
            return;
        }

        HashSet<int> wanted = NumberList.TryParse(requested)
            ?? throw new InvalidParameterException($"Invalid value {requested} for cpuset {field}");
        Refuse(
            NumberList.TryParse(available) is HashSet<int> there && !wanted.IsSubsetOf(there),
            $"Requested {what} are not available - requested {requested}, available: {available}");
    }

    private static void ValidateBlockIo(HostConfig host, CgroupFacts cgroups)
    {
        Refuse(
            host.BlkioWeight != 0 && host.BlkioWeight is < 10 or > 1000,
            "Range of blkio weight is from 10 to 1000");
        Refuse(
            (host.BlkioWeight != 0 || host.BlkioWeightDevice is { Count: > 0 }) && !cgroups.BlkioWeight,
            "Your kernel does not support Block I/O weight or the cgroup is not mounted.");
        Refuse(
            host.BlkioWeightDevice?.Any(d => d.Weight is < 10 or > 1000) == true,
            "Range of blkio weight is from 10 to 1000");
        bool throttled = host.BlkioDeviceReadBps is { Count: > 0 } || host.BlkioDeviceWriteBps is { Count: > 0 }
            || host.BlkioDeviceReadIOps is { Count: > 0 } || host.BlkioDeviceWriteIOps is { Count: > 0 };
        Refuse(throttled && !cgroups.BlkioThrottle, "Your kernel does not support Block I/O limits or the cgroup is not mounted.");
    }

    private static void Refuse(bool wrong, string message)
    {
        if (wrong)
        {
            throw new InvalidParameterException(message);
        }
    }
}
