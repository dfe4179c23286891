using System.Globalization;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>Resources of the spec, written into v2 control files.</summary>
internal static class CgroupV2Limits
{
    public static void Apply(string directory, LinuxResources resources)
    {
        ApplyMemory(directory, resources.Memory);
        ApplyCpu(directory, resources.Cpu);
        if (resources.Pids?.Limit is long pids)
        {
            Write(directory, "pids.max", pids < 0 ? "max" : Text(Math.Max(pids, 1)), "pids.limit");
        }

        ApplyIo(directory, resources.BlockIo);
        foreach (LinuxHugepageLimit page in resources.HugepageLimits ?? [])
        {
            Write(directory, $"hugetlb.{page.PageSize}.max", page.Limit.ToString(CultureInfo.InvariantCulture), "hugepageLimits");
        }

        foreach ((string file, string value) in resources.Unified ?? new Dictionary<string, string>())
        {
            if (file.Contains('/', StringComparison.Ordinal))
            {
                throw new RuntimeException($"linux.resources.unified: {file} is not a file of the cgroup");
            }

            foreach (string line in value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Write(directory, file, line, $"unified[{file}]");
            }
        }

        if (DeviceRules.Effective(resources.Devices) is { Count: > 0 } rules)
        {
            DeviceProgram.Attach(directory, rules);
        }
    }

    /// <summary>Shares of v1 (2 … 262144) as a weight of v2 (1 … 10000), the formula that all runtimes share.</summary>
    internal static ulong WeightOf(ulong shares) => 1 + ((Math.Clamp(shares, 2, 262144) - 2) * 9999 / 262142);

    private static void ApplyMemory(string directory, LinuxMemory? memory)
    {
        if (memory is null)
        {
            return;
        }

        Write(directory, "memory.max", Bytes(memory.Limit), "memory.limit");
        Write(directory, "memory.low", Bytes(memory.Reservation), "memory.reservation");
        if (memory.Swap is long both and not 0)
        {
            // v1 counts memory and swap together, v2 swap alone.
            bool derivable = both == -1 || memory.Limit is > 0;
            if (!derivable || (both != -1 && both < memory.Limit))
            {
                throw new RuntimeException("linux.resources.memory.swap: must not be lower than memory.limit, which must be set");
            }

            Write(directory, "memory.swap.max", both == -1 ? "max" : Text(both - memory.Limit!.Value), "memory.swap");
        }

        if (memory.Swappiness is not null)
        {
            throw new RuntimeException("linux.resources.memory.swappiness: cgroup v2 has no such limit");
        }
    }

    private static void ApplyCpu(string directory, LinuxCpu? cpu)
    {
        if (cpu is null)
        {
            return;
        }

        if (cpu.Shares is ulong shares and not 0)
        {
            Write(directory, "cpu.weight", WeightOf(shares).ToString(CultureInfo.InvariantCulture), "cpu.shares");
        }

        if (cpu.Quota is not null and not 0 || cpu.Period is not null and not 0)
        {
            string quota = cpu.Quota is > 0 ? Text(cpu.Quota.Value) : "max";
            Write(directory, "cpu.max", $"{quota} {Text((long)(cpu.Period is null or 0 ? 100000 : cpu.Period.Value))}", "cpu.quota");
        }

        Write(directory, "cpu.max.burst", cpu.Burst is ulong burst ? Text((long)burst) : null, "cpu.burst");
        Write(directory, "cpu.idle", cpu.Idle is long idle ? Text(idle) : null, "cpu.idle");
        Write(directory, "cpuset.cpus", string.IsNullOrEmpty(cpu.Cpus) ? null : cpu.Cpus, "cpu.cpus");
        Write(directory, "cpuset.mems", string.IsNullOrEmpty(cpu.Mems) ? null : cpu.Mems, "cpu.mems");
        if (cpu.RealtimePeriod is not null and not 0 || cpu.RealtimeRuntime is not null and not 0)
        {
            throw new RuntimeException("linux.resources.cpu.realtimeRuntime: cgroup v2 has no such limit");
        }
    }

    private static void ApplyIo(string directory, LinuxBlockIo? io)
    {
        if (io is null)
        {
            return;
        }

        if (io.Weight is ushort weight and not 0)
        {
            // BFQ counts as v1 did (1 … 1000); the io controller's own weight goes to 10000.
            bool bfq = CgroupFile.Exists(directory, "io.bfq.weight");
            long value = bfq ? weight : 1 + ((weight - 10L) * 9999 / 990);
            Write(directory, bfq ? "io.bfq.weight" : "io.weight", Text(value), "blockIO.weight");
        }

        if (io.LeafWeight is not null and not 0 || io.WeightDevice is { Count: > 0 })
        {
            throw new RuntimeException("linux.resources.blockIO.weightDevice: not supported on cgroup v2");
        }

        Throttle(directory, io.ThrottleReadBpsDevice, "rbps", "throttleReadBpsDevice");
        Throttle(directory, io.ThrottleWriteBpsDevice, "wbps", "throttleWriteBpsDevice");
        Throttle(directory, io.ThrottleReadIopsDevice, "riops", "throttleReadIOPSDevice");
        Throttle(directory, io.ThrottleWriteIopsDevice, "wiops", "throttleWriteIOPSDevice");
    }

    private static void Throttle(string directory, IReadOnlyList<LinuxThrottleDevice>? devices, string key, string field)
    {
        foreach (LinuxThrottleDevice device in devices ?? [])
        {
            string rate = device.Rate == 0 ? "max" : device.Rate.ToString(CultureInfo.InvariantCulture);
            Write(directory, "io.max", $"{Text(device.Major)}:{Text(device.Minor)} {key}={rate}", $"blockIO.{field}");
        }
    }

    private static string? Bytes(long? value) => value switch { null or 0 => null, < 0 => "max", long some => Text(some) };

    private static void Write(string directory, string file, string? value, string field)
    {
        if (value is null)
        {
            return;
        }

        if (!CgroupFile.Exists(directory, file))
        {
            if (value == "max")
            {
                // Without the controller there is no limit, which is what is asked for.
                return;
            }

            throw new RuntimeException($"linux.resources.{field}: this host has no {file}");
        }

        CgroupFile.Write(directory, file, value);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
