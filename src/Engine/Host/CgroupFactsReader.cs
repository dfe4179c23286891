namespace Berth.Engine.Host;

/// <summary>
/// Reads <see cref="CgroupFacts"/>: which controllers there are (<c>cgroup.controllers</c> of the unified hierarchy, or the
/// mounts of version 1) and which files they offer.
/// </summary>
internal static class CgroupFactsReader
{
    public static CgroupFacts Read(string root)
    {
        string mount = Path.Combine(root, "sys/fs/cgroup");
        return File.Exists(Path.Combine(mount, "cgroup.controllers")) ? ReadUnified(mount) : ReadLegacy(root, mount);
    }

    private static CgroupFacts ReadUnified(string mount)
    {
        string[] controllers = SystemFactsReader.ReadLine(Path.Combine(mount, "cgroup.controllers")).Split(' ');
        return new CgroupFacts
        {
            Version = 2,
            Memory = controllers.Contains("memory"),
            Swap = controllers.Contains("memory") && File.Exists("/proc/swaps"),
            OomKillDisable = false,
            CpuShares = controllers.Contains("cpu"),
            CpuCfs = controllers.Contains("cpu"),
            Cpuset = controllers.Contains("cpuset"),
            Pids = controllers.Contains("pids"),
            BlkioWeight = controllers.Contains("io"),
            BlkioThrottle = controllers.Contains("io"),
            Cpus = SystemFactsReader.ReadLine(Path.Combine(mount, "cpuset.cpus.effective")),
            MemoryNodes = SystemFactsReader.ReadLine(Path.Combine(mount, "cpuset.mems.effective")),
        };
    }

    private static CgroupFacts ReadLegacy(string root, string mount)
    {
        string memory = Mount(root, mount, "memory");
        string cpu = Mount(root, mount, "cpu");
        string cpuset = Mount(root, mount, "cpuset");
        string blkio = Mount(root, mount, "blkio");
        return new CgroupFacts
        {
            Version = 1,
            Memory = File.Exists(Path.Combine(memory, "memory.limit_in_bytes")),
            Swap = File.Exists(Path.Combine(memory, "memory.memsw.limit_in_bytes")),
            OomKillDisable = File.Exists(Path.Combine(memory, "memory.oom_control")),
            CpuShares = File.Exists(Path.Combine(cpu, "cpu.shares")),
            CpuCfs = File.Exists(Path.Combine(cpu, "cpu.cfs_quota_us")),
            CpuRealtime = File.Exists(Path.Combine(cpu, "cpu.rt_runtime_us")),
            Cpuset = File.Exists(Path.Combine(cpuset, "cpuset.cpus")),
            Pids = Directory.Exists(Mount(root, mount, "pids")),
            BlkioWeight = File.Exists(Path.Combine(blkio, "blkio.weight")) || File.Exists(Path.Combine(blkio, "blkio.bfq.weight")),
            BlkioThrottle = File.Exists(Path.Combine(blkio, "blkio.throttle.read_bps_device")),
            Cpus = SystemFactsReader.ReadLine(Path.Combine(cpuset, "cpuset.cpus")),
            MemoryNodes = SystemFactsReader.ReadLine(Path.Combine(cpuset, "cpuset.mems")),
        };
    }

    /// <summary>Where a version 1 controller is mounted: alone, or together with others (<c>cpu,cpuacct</c>).</summary>
    private static string Mount(string root, string mount, string controller)
    {
        string mounts = Path.Combine(root, "proc/self/mounts");
        foreach (string line in File.Exists(mounts) ? File.ReadLines(mounts) : [])
        {
            string[] fields = line.Split(' ');
            if (fields.Length > 3 && fields[2] == "cgroup" && fields[3].Split(',').Contains(controller))
            {
                return Path.Combine(root, fields[1].TrimStart('/'));
            }
        }

        return Path.Combine(mount, controller);
    }
}
