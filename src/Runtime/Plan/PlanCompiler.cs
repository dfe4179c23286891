using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>
/// Turns a validated spec into the list of what the cloned child does. A pure function: the same input gives the same plan.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The process: signals, session, no dumps.</item>
/// <item>Cgroups, before anything is allocated that they should count; all but <c>devices</c>, which could forbid step 6.</item>
/// <item>Namespaces that are joined, the cgroup namespace (its root is the cgroup of step 2), keyring, loopback.</item>
/// <item>Mount propagation is cut; the root becomes a mount.</item>
/// <item>Mounts in the spec's order, all by descriptor below that root, where the host is still reachable for bind sources.</item>
/// <item>/dev: nodes and links right after its tmpfs was mounted; the terminal.</item>
/// <item>Masked and read-only paths, the read-only root.</item>
/// <item>Host name and what is written through a private procfs: sysctls, OOM score, AppArmor.</item>
/// <item>The hooks that are due before the root is changed (<see cref="HookCompiler"/>); pivot_root; the host is gone.</item>
/// <item>The process itself (<see cref="ProcessCompiler"/>).</item>
/// </list>
/// </remarks>
internal static class PlanCompiler
{
    public static InitPlan Compile(PlanInput input)
    {
        LinuxSettings linux = input.Spec.Linux ?? new LinuxSettings();
        input = input with { Sources = MountSources.Compile(input, linux) };
        return new InitPlan([.. Operations(input, linux)])
        {
            CloneFlags = NamespaceCompiler.CloneFlags(input, linux),
            PidNamespacePath = NamespaceCompiler.PidNamespacePath(input, linux),
            Preparation = NamespaceCompiler.Prepare(input, linux),
        };
    }

    private static IEnumerable<Operation> Operations(PlanInput input, LinuxSettings linux)
    {
        Process process = input.Spec.Process!;
        bool ownUsers = linux.UserNamespace != UserNamespaceKind.Inherited;
        foreach (Operation operation in NamespaceCompiler.Preamble(input, linux))
        {
            yield return operation;
        }

        // 1. A user who is not root writes the maps of a new user namespace only while the child could be dumped.
        yield return Operation.ResetSignals();
        if (!ownUsers)
        {
            yield return Operation.ForbidDumps();
        }

        yield return Operation.NewSession();

        // 2.
        foreach (string file in input.Cgroup.JoinFiles(devices: false))
        {
            yield return Operation.JoinCgroup(file);
        }

        yield return Operation.ResetAffinity();

        // 3.
        foreach (Operation operation in Namespaces(input, linux))
        {
            yield return operation;
        }

        // 4. to 7.
        foreach (Operation operation in RootCompiler.Compile(input, linux, linux.HasNew(LinuxNamespaceType.Cgroup)))
        {
            yield return operation;
        }

        // 8.
        foreach (Operation operation in Settings(input, linux, process))
        {
            yield return operation;
        }

        // 9.
        foreach (Operation operation in HookCompiler.BeforePivot(input))
        {
            yield return operation;
        }

        bool shared = RootCompiler.SharesMounts(linux);
        yield return !linux.HasNew(LinuxNamespaceType.Mount) ? Operation.ChangeRoot()
            : input.NoPivot ? Operation.MoveRoot()
            : Operation.PivotRoot(cutPropagation: shared);
        if (MountOptions.PropagationOf(linux.RootfsPropagation ?? "") is ulong propagation && !RootCompiler.IsInitial(propagation))
        {
            yield return Operation.SetAttributes("/", linux.RootfsPropagation!, set: 0, propagation);
        }

        // 10.
        foreach (Operation operation in ProcessCompiler.Compile(
            process, input.Facts, input.Streams, input.PreserveFds, input.Seccomp, input.StartGate, SpecAnnotations.AskForInit(input.Spec),
            ownUsers: ownUsers, startHooks: HookCompiler.BeforeProgram(input)))
        {
            yield return operation;
        }
    }

    private static IEnumerable<Operation> Namespaces(PlanInput input, LinuxSettings linux)
    {
        if (linux.UserNamespace != UserNamespaceKind.Inherited)
        {
            // No node is made in a user namespace that the rules of this cgroup could forbid; its root could not join later.
            foreach (string file in input.Cgroup.JoinFiles(devices: true))
            {
                yield return Operation.JoinCgroup(file);
            }
        }

        if (linux.HasNew(LinuxNamespaceType.Time))
        {
            yield return Operation.NewTimeNamespace(linux.TimeOffsets ?? new Dictionary<string, LinuxTimeOffset>());
        }

        foreach (Operation operation in NamespaceCompiler.EnterUserNamespace(input, linux).Concat(NamespaceCompiler.Enter(input, linux)))
        {
            yield return operation;
        }

        if (input.Spec.Linux?.NetDevices is { Count: > 0 } devices)
        {
            yield return Operation.AwaitDevices(devices.Keys);
        }
    }

    private static IEnumerable<Operation> Settings(PlanInput input, LinuxSettings linux, Process process)
    {
        if (!string.IsNullOrEmpty(input.Spec.Hostname))
        {
            yield return Operation.SetHostname(input.Spec.Hostname);
        }

        if (!string.IsNullOrEmpty(input.Spec.Domainname))
        {
            yield return Operation.SetDomainname(input.Spec.Domainname);
        }

        foreach (Operation operation in SchedulingCompiler.CompileContainer(linux))
        {
            yield return operation;
        }

        foreach (Operation operation in ProcWrites(linux.Sysctl, process, input.Facts, linux.UserNamespace != UserNamespaceKind.Inherited))
        {
            yield return operation;
        }
    }

    /// <param name="scoreByParent">The OOM score is the parent's to write.</param>
    internal static IEnumerable<Operation> ProcWrites(
        IReadOnlyDictionary<string, string>? sysctls, Process process, HostFacts facts, bool scoreByParent)
    {
        var writes = new List<Operation>();
        foreach ((string name, string value) in (sysctls ?? new Dictionary<string, string>()).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            writes.Add(Operation.WriteProc($"sysctl {name}", $"sys/{SysctlPath(name)}", value));
        }

        if (!scoreByParent && process.OomScoreAdj is int score && score != facts.OomScoreAdj)
        {
            writes.Add(Operation.WriteProc("oom_score_adj", "self/oom_score_adj", $"{score}"));
        }

        if (facts.AppArmor && process.ApparmorProfile is { Length: > 0 } profile)
        {
            writes.Add(Operation.WriteProc("apparmor profile", "self/attr/apparmor/exec", $"exec {profile}"));
        }

        return writes.Count == 0 ? writes : writes.Prepend(Operation.OpenProc());
    }

    // sysctl(8): the first separator decides whether dots or slashes separate; the other one is then part of a name.
    internal static string SysctlPath(string name)
    {
        int first = name.AsSpan().IndexOfAny('.', '/');
        if (first < 0 || name[first] == '/')
        {
            return name;
        }

        return string.Create(name.Length, name, static (path, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                path[i] = source[i] switch { '.' => '/', '/' => '.', char c => c };
            }
        });
    }
}
