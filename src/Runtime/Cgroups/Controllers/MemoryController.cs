using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// <c>linux.resources.memory</c>:
/// <code>
///                     v1                              v2
/// limit               memory.limit_in_bytes           memory.max
/// swap                memory.memsw.limit_in_bytes     memory.swap.max (swap alone: what is asked for less limit)
/// reservation         memory.soft_limit_in_bytes      memory.low
/// kernel              memory.kmem.limit_in_bytes      refused
/// kernelTCP           memory.kmem.tcp.limit_in_bytes  refused
/// swappiness          memory.swappiness               refused
/// disableOOMKiller    memory.oom_control              refused
/// useHierarchy        memory.use_hierarchy            true; false is refused
/// checkBeforeUpdate   the kernel does it              compared with memory.current
/// </code>
/// 0 is "not asked for", -1 no limit.
/// </summary>
internal static class MemoryController
{
    private const string Limit = "memory.limit_in_bytes";
    private const string Swap = "memory.memsw.limit_in_bytes";

    public static void SetV1(ControlFiles files, LinuxMemory memory)
    {
        SetLimitAndSwapV1(files, AskedV1(files, Limit, memory.Limit), AskedV1(files, Swap, memory.Swap));
        WriteV1(files, "memory.soft_limit_in_bytes", memory.Reservation, "memory.reservation");
        WriteV1(files, "memory.kmem.limit_in_bytes", memory.Kernel, "memory.kernel");
        WriteV1(files, "memory.kmem.tcp.limit_in_bytes", memory.KernelTcp, "memory.kernelTCP");
        files.Write("memory.swappiness", (long?)memory.Swappiness, "memory.swappiness");
        files.Write("memory.oom_control", memory.DisableOomKiller is true ? 1 : null, "memory.disableOOMKiller");
        if (memory.UseHierarchy is bool use && files.Read("memory.use_hierarchy") != (use ? "1" : "0"))
        {
            files.Write("memory.use_hierarchy", use ? 1 : 0, "memory.useHierarchy");
        }
    }

    public static void SetV2(ControlFiles files, LinuxMemory memory)
    {
        Refuse(Asked(memory.Kernel) is not null, "kernel");
        Refuse(Asked(memory.KernelTcp) is not null, "kernelTCP");
        Refuse(memory.Swappiness is not null, "swappiness");
        Refuse(memory.DisableOomKiller is true, "disableOOMKiller");
        Refuse(memory.UseHierarchy is false, "useHierarchy");
        if (memory.CheckBeforeUpdate is true)
        {
            CheckUsage(files, memory);
        }

        // First swap, for which memory.max is a starting point only.
        files.Write("memory.swap.max", SwapAlone(files, memory), "memory.swap");
        files.Write("memory.max", Bytes(memory.Limit), "memory.limit");
        files.Write("memory.low", Bytes(memory.Reservation), "memory.reservation");
    }

    public static MemoryStatistics ReadV1(ControlFiles files)
    {
        SortedDictionary<string, ulong>? raw = CgroupFile.Fields(files.Read("memory.stat"));
        return raw is null ? new MemoryStatistics() : new MemoryStatistics
        {
            Cache = raw.GetValueOrDefault("cache"),
            Usage = EntryV1(files, "memory"),
            Swap = EntryV1(files, "memory.memsw"),
            Kernel = EntryV1(files, "memory.kmem"),
            KernelTcp = EntryV1(files, "memory.kmem.tcp"),
            Raw = raw,
        };
    }

    public static MemoryStatistics ReadV2(ControlFiles files)
    {
        SortedDictionary<string, ulong>? raw = CgroupFile.Fields(files.Read("memory.stat"));
        if (raw is null)
        {
            return new MemoryStatistics();
        }

        MemoryEntry usage = EntryV2(files, "memory");
        MemoryEntry swap = EntryV2(files, "memory.swap");
        return new MemoryStatistics
        {
            Cache = raw.GetValueOrDefault("file"),
            Usage = usage,
            // As on v1, both together.
            Swap = new MemoryEntry
            {
                Usage = (swap.Usage ?? 0) + (usage.Usage ?? 0),
                Limit = swap.Limit == ulong.MaxValue ? swap.Limit : Sum(swap.Limit, usage.Limit),
            },
            Raw = raw,
            Psi = PressureStatistics.Parse(files.Read("memory.pressure")),
        };
    }

    // Memory and swap together may at no moment be less than memory: which one goes first depends on what is there.
    private static void SetLimitAndSwapV1(ControlFiles files, long? limit, long? swap)
    {
        if (limit == -1 && swap is null && files.Has(Swap))
        {
            // No limit on memory makes none on both the only one that is not below it.
            swap = -1;
        }

        bool swapFirst = limit is not null && (swap == -1 || (swap is long both && files.Number(Limit) < (ulong)both));
        if (swapFirst)
        {
            files.Write(Swap, swap, "memory.swap");
        }

        SetLimitV1(files, limit);
        if (!swapFirst)
        {
            files.Write(Swap, swap, "memory.swap");
        }
    }

    private static void SetLimitV1(ControlFiles files, long? limit)
    {
        try
        {
            files.Write(Limit, limit, "memory.limit");
        }
        catch (RuntimeException e) when (e.InnerException is LinuxException { Errno: Errno.EBUSY })
        {
            throw new RuntimeException(string.Create(
                CultureInfo.InvariantCulture,
                $"linux.resources.memory.limit: unable to set memory limit to {limit} (current usage: {files.Number("memory.usage_in_bytes")}, peak usage: {files.Number("memory.max_usage_in_bytes")})"));
        }
    }

    // v1 counts memory and swap together, v2 swap alone.
    private static string? SwapAlone(ControlFiles files, LinuxMemory memory)
    {
        long? limit = Asked(memory.Limit);
        switch (Asked(memory.Swap))
        {
            case null:
                return limit == -1 ? "max" : null;
            case -1:
                return "max";
            case < 0:
                throw new RuntimeException("linux.resources.memory.swap: is negative");
            case long both when limit == -1:
                return Text(both);
            case long both:
                ulong? memoryLimit = limit is > 0 ? (ulong)limit.Value : files.Number("memory.max");
                if (memoryLimit is null or ulong.MaxValue)
                {
                    throw new RuntimeException("linux.resources.memory.swap: unable to set swap limit without memory limit");
                }

                long alone = both - (long)memoryLimit.Value;
                return alone switch
                {
                    < 0 => throw new RuntimeException("linux.resources.memory.swap: memory+swap limit should be >= memory limit"),
                    0 when !files.Has("memory.swap.max") => null,
                    _ => Text(alone),
                };
        }
    }

    private static void CheckUsage(ControlFiles files, LinuxMemory memory)
    {
        if (files.Number("memory.current") is not ulong usage)
        {
            return;
        }

        if (memory.Swap is > 0 and long both && (ulong)both <= usage)
        {
            throw new RuntimeException(string.Create(
                CultureInfo.InvariantCulture, $"linux.resources.memory.swap: rejecting memory+swap limit {both} <= usage {usage}"));
        }

        if (memory.Limit is > 0 and long limit && (ulong)limit <= usage)
        {
            throw new RuntimeException(string.Create(
                CultureInfo.InvariantCulture, $"linux.resources.memory.limit: rejecting memory limit {limit} <= usage {usage}"));
        }
    }

    private static MemoryEntry EntryV1(ControlFiles files, string name) =>
        files.Number($"{name}.usage_in_bytes") is not ulong usage ? new MemoryEntry() : new MemoryEntry
        {
            Usage = usage,
            Max = files.Number($"{name}.max_usage_in_bytes") ?? 0,
            FailCount = files.Number($"{name}.failcnt") ?? 0,
            Limit = files.Number($"{name}.limit_in_bytes") ?? 0,
        };

    private static MemoryEntry EntryV2(ControlFiles files, string name) =>
        files.Number($"{name}.current") is not ulong usage ? new MemoryEntry() : new MemoryEntry
        {
            Usage = usage,
            Max = files.Number($"{name}.peak") ?? 0,
            Limit = files.Number($"{name}.max") ?? 0,
        };

    private static ulong Sum(ulong one, ulong other) => one > ulong.MaxValue - other ? ulong.MaxValue : one + other;

    private static void Refuse(bool asked, string field)
    {
        if (asked)
        {
            throw new RuntimeException($"linux.resources.memory.{field}: cgroup v2 has no such limit");
        }
    }

    private static void WriteV1(ControlFiles files, string file, long? value, string field) =>
        files.Write(file, AskedV1(files, file, value), field);

    // No limit is what there is without the controller.
    private static long? AskedV1(ControlFiles files, string file, long? value) => value == -1 && !files.Has(file) ? null : Asked(value);

    private static long? Asked(long? value) => value is 0 ? null : value;

    private static string? Bytes(long? value) => value switch { null or 0 => null, < 0 => "max", long some => Text(some) };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
