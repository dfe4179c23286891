using Berth.Engine.Containers.Restarting;
using Berth.Engine.Errors;
using Berth.EngineApi.Containers;

namespace Berth.Engine.Containers.Updating;

/// <summary>
/// What an update makes of a container's configuration (Engine API, "ContainerUpdate"): a limit that it does not name stays. Where the new
/// and the old exclude each other it is refused, in dockerd's words.
/// </summary>
internal static class UpdateRules
{
    /// <summary>Fields of the API's resources that cannot be changed in a container that is there.</summary>
    /// <exception cref="UnsupportedException">One of them is asked for.</exception>
    public static void RefuseFixed(HostConfig change)
    {
        (bool IsAsked, string Name)[] fields =
        [
            (change.CgroupParent.Length > 0, "CgroupParent"),
            (change.BlkioWeightDevice is { Count: > 0 }, "BlkioWeightDevice"),
            (change.BlkioDeviceReadBps is { Count: > 0 }, "BlkioDeviceReadBps"),
            (change.BlkioDeviceWriteBps is { Count: > 0 }, "BlkioDeviceWriteBps"),
            (change.BlkioDeviceReadIOps is { Count: > 0 }, "BlkioDeviceReadIOps"),
            (change.BlkioDeviceWriteIOps is { Count: > 0 }, "BlkioDeviceWriteIOps"),
            (change.Devices is { Count: > 0 }, "Devices"),
            (change.DeviceCgroupRules is { Count: > 0 }, "DeviceCgroupRules"),
            (change.DeviceRequests is { Count: > 0 }, "DeviceRequests"),
            (change.MemorySwappiness is >= 0, "MemorySwappiness"),
            (change.OomKillDisable == true, "OomKillDisable"),
            (change.Ulimits is { Count: > 0 }, "Ulimits"),
        ];
        if (fields.FirstOrDefault(field => field.IsAsked).Name is { } name)
        {
            throw new UnsupportedException($"{name} cannot be changed by an update: remove the container and create it again");
        }
    }

    /// <summary>The configuration after the update.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="change">What is asked for, each field in its range.</param>
    /// <param name="hasSwap">The host counts swap.</param>
    /// <exception cref="ConflictException">It cannot be had together with what is set.</exception>
    public static HostConfig Apply(HostConfig before, HostConfig change, bool hasSwap)
    {
        RefuseConflicts(before, change);
        RestartPolicy? policy = change.RestartPolicy is { Name.Length: > 0 } asked ? asked : null;
        if (before.AutoRemove && policy is not null and not { Name: "no" })
        {
            throw new ConflictException("Restart policy cannot be updated because AutoRemove is enabled for the container");
        }

        HostConfig after = before with
        {
            BlkioWeight = change.BlkioWeight != 0 ? change.BlkioWeight : before.BlkioWeight,
            CpuShares = Changed(before.CpuShares, change.CpuShares),
            NanoCpus = Changed(before.NanoCpus, change.NanoCpus),
            CpuPeriod = Changed(before.CpuPeriod, change.CpuPeriod),
            CpuQuota = Changed(before.CpuQuota, change.CpuQuota),
            CpuRealtimePeriod = Changed(before.CpuRealtimePeriod, change.CpuRealtimePeriod),
            CpuRealtimeRuntime = Changed(before.CpuRealtimeRuntime, change.CpuRealtimeRuntime),
            CpusetCpus = change.CpusetCpus.Length > 0 ? change.CpusetCpus : before.CpusetCpus,
            CpusetMems = change.CpusetMems.Length > 0 ? change.CpusetMems : before.CpusetMems,
            Memory = Changed(before.Memory, change.Memory),
            MemoryReservation = Changed(before.MemoryReservation, change.MemoryReservation),
            MemorySwap = hasSwap ? Swap(before, change) : 0,
            PidsLimit = change.PidsLimit is { } limit ? (limit > 0 ? limit : null) : before.PidsLimit,
            RestartPolicy = policy is null ? before.RestartPolicy : RestartRule.Parse(policy).ToPolicy(),
        };
        RefuseContradictions(after);
        return after;
    }

    private static void RefuseConflicts(HostConfig before, HostConfig change)
    {
        Refuse(
            change.NanoCpus > 0 && before.CpuPeriod > 0,
            "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set");
        Refuse(
            change.NanoCpus > 0 && before.CpuQuota > 0,
            "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set");
        Refuse(
            change.CpuPeriod > 0 && before.NanoCpus > 0,
            "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set");
        Refuse(
            change.CpuQuota > 0 && before.NanoCpus > 0,
            "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set");

        // dockerd refuses it of a container without any limit too, where there is nothing to contradict: there swap becomes what it
        // would have become at the creation.
        Refuse(
            change is { Memory: > 0, MemorySwap: 0 } && before.MemorySwap > 0 && change.Memory > before.MemorySwap,
            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
    }

    // What neither the old nor the new says alone.
    private static void RefuseContradictions(HostConfig after)
    {
        Refuse(
            after is { Memory: > 0, MemorySwap: > 0 } && after.MemorySwap < after.Memory,
            "Minimum memoryswap limit should be larger than memory limit, see usage");
        Refuse(
            after is { Memory: 0, MemorySwap: > 0 },
            "You should always set the Memory limit when using Memoryswap limit, see usage");
        Refuse(
            after.Memory > 0 && after.Memory < after.MemoryReservation,
            "Minimum memory limit can not be less than memory reservation limit, see usage");
    }

    private static long Swap(HostConfig before, HostConfig change)
    {
        if (change.MemorySwap != 0)
        {
            return change.MemorySwap;
        }

        return change.Memory > 0 && before.MemorySwap == 0 ? change.Memory * 2 : before.MemorySwap;
    }

    private static long Changed(long before, long change) => change != 0 ? change : before;

    private static void Refuse(bool wrong, string message)
    {
        if (wrong)
        {
            throw new ConflictException(message);
        }
    }
}
