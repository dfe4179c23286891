using System.Globalization;
using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary><c>linux.resources.cpu.cpus</c> and <c>.mems</c>: <c>cpuset.cpus</c> and <c>cpuset.mems</c>, on v1 and v2.</summary>
internal static class CpusetController
{
    public static void Set(ControlFiles files, LinuxCpu cpu)
    {
        files.Write("cpuset.cpus", string.IsNullOrEmpty(cpu.Cpus) ? null : cpu.Cpus, "cpu.cpus");
        files.Write("cpuset.mems", string.IsNullOrEmpty(cpu.Mems) ? null : cpu.Mems, "cpu.mems");
    }

    /// <summary>A cpuset of v1 without CPUs and memory nodes takes no process: it gets its parent's.</summary>
    public static void InheritV1(string directory)
    {
        string parent = Path.GetDirectoryName(directory)!;
        foreach (string file in (ReadOnlySpan<string>)["cpuset.cpus", "cpuset.mems"])
        {
            if (string.IsNullOrEmpty(CgroupFile.TryRead(directory, file)) && CgroupFile.TryRead(parent, file) is { Length: > 0 } inherited)
            {
                CgroupFile.Write(directory, file, inherited);
            }
        }
    }

    public static CpusetStatistics ReadV1(ControlFiles files) => new()
    {
        Cpus = List(files.Read("cpuset.cpus")),
        CpuExclusive = files.Number("cpuset.cpu_exclusive") ?? 0,
        Mems = List(files.Read("cpuset.mems")),
        MemHardwall = files.Number("cpuset.mem_hardwall") ?? 0,
        MemExclusive = files.Number("cpuset.mem_exclusive") ?? 0,
        MemoryMigrate = files.Number("cpuset.memory_migrate") ?? 0,
        MemorySpreadPage = files.Number("cpuset.memory_spread_page") ?? 0,
        MemorySpreadSlab = files.Number("cpuset.memory_spread_slab") ?? 0,
        MemoryPressure = files.Number("cpuset.memory_pressure") ?? 0,
        SchedLoadBalance = files.Number("cpuset.sched_load_balance") ?? 0,
        SchedRelaxDomainLevel = long.TryParse(files.Read("cpuset.sched_relax_domain_level"), CultureInfo.InvariantCulture, out long level) ? level : 0,
    };

    // "0-2,7" is 0, 1, 2, 7.
    internal static IReadOnlyList<ushort>? List(string? text)
    {
        var list = new List<ushort>();
        foreach (string part in text?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            string[] ends = part.Split('-', 2);
            int first = ushort.Parse(ends[0], CultureInfo.InvariantCulture);
            int last = ends.Length > 1 ? ushort.Parse(ends[1], CultureInfo.InvariantCulture) : first;
            for (int number = first; number <= last; number++)
            {
                list.Add((ushort)number);
            }
        }

        return list.Count > 0 ? list : null;
    }
}
