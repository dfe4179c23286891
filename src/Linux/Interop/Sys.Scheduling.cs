#pragma warning disable CS8981 // the C structs keep their names

using System.Runtime.InteropServices;
using static Berth.Linux.SyscallNumber;

namespace Berth.Linux;

/// <summary>When and where a process runs: scheduler, I/O priority, CPUs, memory nodes, execution domain.</summary>
public static unsafe partial class Sys
{
    public const int IOPRIO_WHO_PROCESS = 1;
    public const int IOPRIO_CLASS_SHIFT = 13;

    /// <summary>sched_setattr(2) of the calling thread.</summary>
    public static int sched_setattr(sched_attr* attributes) => (int)Call(SYS_sched_setattr, 0, (nint)attributes, 0);

    /// <summary>sched_setaffinity(2) of the calling thread; a bit a CPU, the kernel cuts what is longer than its own masks.</summary>
    public static int sched_setaffinity(nint size, byte* mask) => (int)Call(SYS_sched_setaffinity, 0, size, (nint)mask);

    public static int ioprio_set(int which, int who, int priority) => (int)Call(SYS_ioprio_set, which, who, priority);

    /// <summary>set_mempolicy(2). Of <paramref name="maxNode"/> bits the kernel looks at one less.</summary>
    public static int set_mempolicy(int mode, byte* nodes, nint maxNode) => (int)Call(SYS_set_mempolicy, mode, (nint)nodes, maxNode);

    /// <summary><c>struct sched_attr</c>, sched_setattr(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct sched_attr
    {
        public uint size;
        public uint sched_policy;
        public ulong sched_flags;
        public int sched_nice;
        public uint sched_priority;
        public ulong sched_runtime;
        public ulong sched_deadline;
        public ulong sched_period;
        public uint sched_util_min;
        public uint sched_util_max;
    }
}
