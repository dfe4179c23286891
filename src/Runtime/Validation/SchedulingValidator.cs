using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Validation;

/// <summary>Scheduler, I/O priority, CPUs and memory policy: what the specification and the kernel rule out.</summary>
internal static class SchedulingValidator
{
    public static void Validate(Process process, string path)
    {
        if (process.Scheduler is { } scheduler)
        {
            ValidateScheduler(scheduler, $"{path}.scheduler");
        }

        if (process.IoPriority is { } io)
        {
            SpecValidator.Require(
                SchedulingNames.IoClassOf(io.Class) > 0, $"{path}.ioPriority.class", $"unknown class '{io.Class}'");
            SpecValidator.Require(io.Priority is >= 0 and <= 7, $"{path}.ioPriority.priority", "is not 0 … 7");
        }

        if (process.ExecCpuAffinity is { } affinity)
        {
            RequireCpus(affinity.Initial, $"{path}.execCPUAffinity.initial");
            RequireCpus(affinity.Final, $"{path}.execCPUAffinity.final");
        }
    }

    public static void ValidatePersonality(LinuxPersonality personality)
    {
        SpecValidator.Require(
            personality.Domain is "LINUX" or "LINUX32", "linux.personality.domain", $"unknown domain '{personality.Domain}'");
        SpecValidator.Require(
            personality.Flags is not { Count: > 0 }, "linux.personality.flags", "the specification knows no flags yet");
    }

    public static void ValidateMemoryPolicy(LinuxMemoryPolicy policy)
    {
        const string Path = "linux.memoryPolicy";
        SpecValidator.Require(MemoryPolicyNames.ModeOf(policy.Mode) >= 0, $"{Path}.mode", $"unknown mode '{policy.Mode}'");
        foreach (string flag in policy.Flags ?? [])
        {
            SpecValidator.Require(MemoryPolicyNames.FlagOf(flag) != 0, $"{Path}.flags", $"unknown flag '{flag}'");
        }

        NumberSet? nodes = NumberSet.Parse(policy.Nodes ?? "", NumberSet.MostNodes, out string problem);
        SpecValidator.Require(nodes is not null, $"{Path}.nodes", problem);
        bool none = policy.Mode is "MPOL_DEFAULT" or "MPOL_LOCAL";
        SpecValidator.Require(
            !none || nodes!.Count == 0, $"{Path}.nodes",
            string.Create(CultureInfo.InvariantCulture, $"{policy.Mode} requires 0 nodes but got {nodes!.Count}"));
        SpecValidator.Require(
            none || policy.Mode == "MPOL_PREFERRED" || nodes!.Count > 0, $"{Path}.nodes",
            $"{policy.Mode} requires at least one node but got 0");
    }

    // sched(7); the words before the colon are the path, those after it runc's.
    private static void ValidateScheduler(Scheduler scheduler, string path)
    {
        string policy = scheduler.Policy;
        bool realTime = policy is "SCHED_FIFO" or "SCHED_RR";
        bool deadline = policy == "SCHED_DEADLINE";
        SpecValidator.Require(policy.Length > 0, $"{path}.policy", "is required");
        SpecValidator.Require(SchedulingNames.PolicyOf(policy) >= 0, $"{path}.policy", $"unknown policy '{policy}'");
        foreach (string flag in scheduler.Flags ?? [])
        {
            SpecValidator.Require(SchedulingNames.FlagOf(flag) != 0, $"{path}.flags", $"unknown flag '{flag}'");
        }

        int nice = scheduler.Nice ?? 0;
        SpecValidator.Require(nice is >= -20 and <= 19, $"{path}.nice", "is not -20 … 19");
        SpecValidator.Require(nice == 0 || !(realTime || deadline), $"{path}.nice", $"has no meaning for {policy}");
        int priority = scheduler.Priority ?? 0;
        SpecValidator.Require(
            priority == 0 || realTime, $"{path}.priority", "can only be specified for SCHED_FIFO or SCHED_RR policy");
        SpecValidator.Require(!realTime || priority is >= 1 and <= 99, $"{path}.priority", "is not 1 … 99");
        bool times = (scheduler.Runtime ?? 0) != 0 || (scheduler.Deadline ?? 0) != 0 || (scheduler.Period ?? 0) != 0;
        SpecValidator.Require(
            deadline || !times, path, "runtime/deadline/period can only be specified for SCHED_DEADLINE policy");
    }

    private static void RequireCpus(string? list, string path)
    {
        NumberSet? cpus = NumberSet.Parse(list ?? "", NumberSet.MostCpus, out string problem);
        SpecValidator.Require(cpus is not null, path, problem);
        SpecValidator.Require(string.IsNullOrEmpty(list) || cpus!.Count > 0, path, $"no members found in set '{list}'");
    }
}
