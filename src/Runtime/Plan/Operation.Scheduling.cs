using System.Globalization;
using System.Runtime.InteropServices;
using Berth.Linux;

namespace Berth.Runtime.Plan;

internal sealed partial record Operation
{
    /// <summary>Data: <c>struct sched_attr</c>.</summary>
    public static Operation SetScheduler(string policy, Sys.sched_attr attributes) =>
        new(OpCode.SetScheduler, $"set scheduler {policy}")
        {
            Data = MemoryMarshal.AsBytes(new ReadOnlySpan<Sys.sched_attr>(in attributes)).ToArray(),
            Detail = string.Create(
                CultureInfo.InvariantCulture,
                $"nice {attributes.sched_nice} priority {attributes.sched_priority} flags {attributes.sched_flags:x} " +
                $"runtime {attributes.sched_runtime} deadline {attributes.sched_deadline} period {attributes.sched_period}"),
        };

    /// <summary>A: class and level as ioprio_set(2) takes them.</summary>
    public static Operation SetIoPriority(string name, int ioClass, int level) =>
        new(OpCode.SetIoPriority, $"set I/O priority {name}")
        {
            A = (ioClass << Sys.IOPRIO_CLASS_SHIFT) | level,
            Detail = level.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>Data: a mask, a bit a CPU.</summary>
    public static Operation SetAffinity(string list, NumberSet cpus) =>
        new(OpCode.SetAffinity, $"set CPU affinity {list}") { Data = cpus.Mask };

    /// <summary>
    /// Every CPU that the cgroup allows, whatever the runtime's caller was bound to. A: 1, no error when the kernel does not let it.
    /// </summary>
    public static Operation ResetAffinity() =>
        new(OpCode.SetAffinity, "reset CPU affinity") { Data = s_everyCpu, A = 1 };

    /// <summary>A: mode with its flags; Data: the nodes, a bit each.</summary>
    public static Operation SetMemoryPolicy(string mode, int modeAndFlags, string list, NumberSet nodes) =>
        new(OpCode.SetMemoryPolicy, $"set memory policy {mode}") { A = modeAndFlags, Data = nodes.Mask, Detail = list };

    // NR_CPUS at its largest; the kernel cuts it to what it was built for.
    private static readonly byte[] s_everyCpu = NumberSet.All(8192).Mask;
}
