using System.Runtime.CompilerServices;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>When and where a process runs (config.md "Linux Process", config-linux.md "Memory policy"), as operations.</summary>
internal static class SchedulingCompiler
{
    /// <summary>Scheduler and I/O priority: while still root, which alone may raise them.</summary>
    public static IEnumerable<Operation> Compile(Process process)
    {
        if (process.Scheduler is { } scheduler)
        {
            yield return Operation.SetScheduler(scheduler.Policy, AttributesOf(scheduler));
        }

        if (process.IoPriority is { } io)
        {
            yield return Operation.SetIoPriority(io.Class, SchedulingNames.IoClassOf(io.Class), io.Priority);
        }
    }

    /// <summary>The NUMA policy and the execution domain of a container, which an exec has too.</summary>
    public static IEnumerable<Operation> CompileContainer(LinuxSettings linux)
    {
        if (linux.Personality is { } personality)
        {
            yield return Operation.Personality(personality.Domain, personality.Domain == "LINUX32" ? 8UL : 0);
        }

        if (linux.MemoryPolicy is { } policy)
        {
            int mode = MemoryPolicyNames.ModeOf(policy.Mode);
            foreach (string flag in policy.Flags ?? [])
            {
                mode |= MemoryPolicyNames.FlagOf(flag);
            }

            yield return Operation.SetMemoryPolicy(policy.Mode, mode, policy.Nodes ?? "", Nodes(policy.Nodes));
        }
    }

    /// <summary>The CPUs of an exec'ed process before it joins the container's cgroups; nothing where none are asked for.</summary>
    public static IEnumerable<Operation> InitialAffinity(ExecCpuAffinity? affinity)
    {
        if (Cpus(affinity?.Initial) is { Count: > 0 } cpus)
        {
            yield return Operation.SetAffinity(affinity!.Initial!, cpus);
        }
    }

    /// <summary>
    /// And in them. Without either list it is every CPU of the cgroup: what the runtime's caller was bound to is none of the container's.
    /// </summary>
    public static IEnumerable<Operation> FinalAffinity(ExecCpuAffinity? affinity)
    {
        if (Cpus(affinity?.Final) is { Count: > 0 } cpus)
        {
            yield return Operation.SetAffinity(affinity!.Final!, cpus);
        }
        else if (Cpus(affinity?.Initial) is not { Count: > 0 })
        {
            yield return Operation.ResetAffinity();
        }
    }

    private static NumberSet? Cpus(string? list) => string.IsNullOrEmpty(list) ? null : NumberSet.Parse(list, NumberSet.MostCpus, out _);

    private static NumberSet Nodes(string? list) => NumberSet.Parse(list ?? "", NumberSet.MostNodes, out _)!;

    private static Sys.sched_attr AttributesOf(Scheduler scheduler)
    {
        ulong flags = 0;
        foreach (string flag in scheduler.Flags ?? [])
        {
            flags |= SchedulingNames.FlagOf(flag);
        }

        return new Sys.sched_attr
        {
            size = (uint)Unsafe.SizeOf<Sys.sched_attr>(),
            sched_policy = (uint)SchedulingNames.PolicyOf(scheduler.Policy),
            sched_flags = flags,
            sched_nice = scheduler.Nice ?? 0,
            sched_priority = (uint)(scheduler.Priority ?? 0),
            sched_runtime = scheduler.Runtime ?? 0,
            sched_deadline = scheduler.Deadline ?? 0,
            sched_period = scheduler.Period ?? 0,
        };
    }
}
