using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>Resources of the spec, written into v1 control files. What has no controller here is refused, by its path in the spec.</summary>
/// <param name="directoryFor">The container's directory for a controller, null without that controller.</param>
internal sealed class CgroupV1Limits(Func<string, string?> directoryFor)
{
    public void Apply(LinuxResources resources)
    {
        ApplyDevices(resources.Devices);
        ApplyMemory(resources.Memory);
        ApplyCpu(resources.Cpu);
        ApplyPids(resources.Pids);
        ApplyBlockIo(resources.BlockIo);
        ApplyOthers(resources);
    }

    private void ApplyDevices(IReadOnlyList<LinuxDeviceCgroup>? rules)
    {
        IReadOnlyList<LinuxDeviceCgroup> all = DeviceRules.Effective(rules);
        for (int i = 0; i < all.Count; i++)
        {
            Write("devices", all[i].Allow ? "devices.allow" : "devices.deny", DeviceRules.ToLine(all[i]), "devices");
        }
    }

    private void ApplyMemory(LinuxMemory? memory)
    {
        if (memory is null)
        {
            return;
        }

        // Memory and swap together may not be lower than memory: which of the two may be written first depends on what is there.
        long? swap = memory.Swap is 0 ? null : memory.Swap;
        if (memory.Limit is -1 && swap is null && HasSwapAccount())
        {
            swap = -1;
        }

        bool swapFirst = swap is -1 || (swap is not null && memory.Limit is not null && IsRaised(memory.Limit.Value));
        if (swapFirst)
        {
            Write("memory", "memory.memsw.limit_in_bytes", swap, "memory.swap");
        }

        Write("memory", "memory.limit_in_bytes", memory.Limit is 0 ? null : memory.Limit, "memory.limit");
        if (!swapFirst)
        {
            Write("memory", "memory.memsw.limit_in_bytes", swap, "memory.swap");
        }

        Write("memory", "memory.soft_limit_in_bytes", memory.Reservation is 0 ? null : memory.Reservation, "memory.reservation");
        Write("memory", "memory.kmem.tcp.limit_in_bytes", memory.KernelTcp is 0 ? null : memory.KernelTcp, "memory.kernelTCP");
        Write("memory", "memory.swappiness", (long?)memory.Swappiness, "memory.swappiness");
        Write("memory", "memory.oom_control", memory.DisableOomKiller is true ? 1 : null, "memory.disableOOMKiller");
    }

    private void ApplyCpu(LinuxCpu? cpu)
    {
        if (cpu is null)
        {
            return;
        }

        Write("cpu", "cpu.shares", (long?)(cpu.Shares is 0 ? null : cpu.Shares), "cpu.shares");
        Write("cpu", "cpu.cfs_period_us", (long?)(cpu.Period is 0 ? null : cpu.Period), "cpu.period");
        Write("cpu", "cpu.cfs_quota_us", cpu.Quota is 0 ? null : cpu.Quota, "cpu.quota");
        Write("cpu", "cpu.cfs_burst_us", (long?)cpu.Burst, "cpu.burst");
        Write("cpu", "cpu.rt_period_us", (long?)(cpu.RealtimePeriod is 0 ? null : cpu.RealtimePeriod), "cpu.realtimePeriod");
        Write("cpu", "cpu.rt_runtime_us", cpu.RealtimeRuntime is 0 ? null : cpu.RealtimeRuntime, "cpu.realtimeRuntime");
        Write("cpu", "cpu.idle", cpu.Idle, "cpu.idle");
        Write("cpuset", "cpuset.cpus", string.IsNullOrEmpty(cpu.Cpus) ? null : cpu.Cpus, "cpu.cpus");
        Write("cpuset", "cpuset.mems", string.IsNullOrEmpty(cpu.Mems) ? null : cpu.Mems, "cpu.mems");
    }

    private void ApplyPids(LinuxPids? pids)
    {
        if (pids?.Limit is not long limit)
        {
            return;
        }

        // No task at all could never run: 0 means the one that there is.
        Write("pids", "pids.max", limit < 0 ? "max" : Text(Math.Max(limit, 1)), "pids.limit");
    }

    private void ApplyBlockIo(LinuxBlockIo? io)
    {
        if (io is null)
        {
            return;
        }

        string weight = directoryFor("blkio") is string directory && !CgroupFile.Exists(directory, "blkio.weight")
            ? "blkio.bfq.weight" : "blkio.weight";
        Write("blkio", weight, io.Weight is 0 ? null : io.Weight, "blockIO.weight");
        Write("blkio", "blkio.leaf_weight", io.LeafWeight is 0 ? null : io.LeafWeight, "blockIO.leafWeight");
        foreach (LinuxWeightDevice device in io.WeightDevice ?? [])
        {
            Write("blkio", $"{weight}_device", Device(device.Major, device.Minor, device.Weight), "blockIO.weightDevice");
            Write("blkio", "blkio.leaf_weight_device", Device(device.Major, device.Minor, device.LeafWeight), "blockIO.weightDevice");
        }

        Throttle(io.ThrottleReadBpsDevice, "blkio.throttle.read_bps_device", "blockIO.throttleReadBpsDevice");
        Throttle(io.ThrottleWriteBpsDevice, "blkio.throttle.write_bps_device", "blockIO.throttleWriteBpsDevice");
        Throttle(io.ThrottleReadIopsDevice, "blkio.throttle.read_iops_device", "blockIO.throttleReadIOPSDevice");
        Throttle(io.ThrottleWriteIopsDevice, "blkio.throttle.write_iops_device", "blockIO.throttleWriteIOPSDevice");
    }

    private void ApplyOthers(LinuxResources resources)
    {
        foreach (LinuxHugepageLimit page in resources.HugepageLimits ?? [])
        {
            Write("hugetlb", $"hugetlb.{page.PageSize}.limit_in_bytes", page.Limit.ToString(CultureInfo.InvariantCulture), "hugepageLimits");
        }

        Write("net_cls", "net_cls.classid", resources.Network?.ClassId is 0 ? null : resources.Network?.ClassId, "network.classID");
        foreach (LinuxInterfacePriority priority in resources.Network?.Priorities ?? [])
        {
            Write("net_prio", "net_prio.ifpriomap", $"{priority.Name} {Text(priority.Priority)}", "network.priorities");
        }

        foreach ((string device, LinuxRdma rdma) in resources.Rdma ?? new Dictionary<string, LinuxRdma>())
        {
            string handles = rdma.HcaHandles is uint h ? $" hca_handle={Text(h)}" : "";
            string objects = rdma.HcaObjects is uint o ? $" hca_object={Text(o)}" : "";
            Write("rdma", "rdma.max", $"{device}{handles}{objects}", "rdma");
        }

        if (resources.Unified is { Count: > 0 })
        {
            throw new RuntimeException("linux.resources.unified: this host's controllers are on cgroup v1");
        }
    }

    private void Throttle(IReadOnlyList<LinuxThrottleDevice>? devices, string file, string field)
    {
        foreach (LinuxThrottleDevice device in devices ?? [])
        {
            Write("blkio", file, $"{Text(device.Major)}:{Text(device.Minor)} {device.Rate.ToString(CultureInfo.InvariantCulture)}", field);
        }
    }

    private void Write(string controller, string file, long? value, string field) =>
        Write(controller, file, value is long number ? Text(number) : null, field);

    private void Write(string controller, string file, string? value, string field)
    {
        if (value is null)
        {
            return;
        }

        if (directoryFor(controller) is not string directory)
        {
            throw new RuntimeException($"linux.resources.{field}: this host has no {controller} cgroup");
        }

        if (!CgroupFile.Exists(directory, file))
        {
            throw new RuntimeException($"linux.resources.{field}: this host's kernel has no {file}");
        }

        CgroupFile.Write(directory, file, value);
    }

    private bool HasSwapAccount() =>
        directoryFor("memory") is string directory && CgroupFile.Exists(directory, "memory.memsw.limit_in_bytes");

    private bool IsRaised(long limit) =>
        directoryFor("memory") is string directory
        && long.TryParse(CgroupFile.TryRead(directory, "memory.limit_in_bytes"), CultureInfo.InvariantCulture, out long current)
        && limit > current;

    private static string? Device(long major, long minor, ushort? value) =>
        value is null or 0 ? null : $"{Text(major)}:{Text(minor)} {Text(value.Value)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
