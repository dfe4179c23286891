using Berth.Linux;
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
/// <item>The hooks that the runtime runs before the root is changed; pivot_root; the host is gone.</item>
/// <item>The process itself (<see cref="ProcessCompiler"/>).</item>
/// </list>
/// </remarks>
internal static class PlanCompiler
{
    public static InitPlan Compile(PlanInput input)
    {
        LinuxSettings linux = input.Spec.Linux ?? new LinuxSettings();
        IReadOnlyList<LinuxNamespace> namespaces = linux.Namespaces ?? [];
        ulong created = 0;
        foreach (LinuxNamespace one in namespaces)
        {
            created |= string.IsNullOrEmpty(one.Path) ? NamespaceKinds.FlagOf(one.Type) : 0;
        }

        return new InitPlan([.. Operations(input, linux, namespaces, created)])
        {
            // A cgroup namespace is rooted at the cgroup that one is in when it is made: not before step 2.
            CloneFlags = created & ~Sys.CLONE_NEWCGROUP,
            PidNamespacePath = namespaces.FirstOrDefault(n => n.Type == LinuxNamespaceType.Pid)?.Path,
        };
    }

    private static IEnumerable<Operation> Operations(
        PlanInput input, LinuxSettings linux, IReadOnlyList<LinuxNamespace> namespaces, ulong created)
    {
        Process process = input.Spec.Process!;

        // 1.
        yield return Operation.ResetSignals();
        yield return Operation.ForbidDumps();
        yield return Operation.NewSession();

        // 2.
        foreach (string file in input.Cgroup.JoinFiles(devices: false))
        {
            yield return Operation.JoinCgroup(file);
        }

        yield return Operation.ResetAffinity();

        // 3.
        foreach (Operation operation in EnterNamespaces(input, namespaces, created))
        {
            yield return operation;
        }

        // 4. to 7.
        foreach (Operation operation in RootCompiler.Compile(input, linux, (created & Sys.CLONE_NEWCGROUP) != 0))
        {
            yield return operation;
        }

        // 8.
        foreach (Operation operation in Settings(input, linux, process))
        {
            yield return operation;
        }

        // 9.
        if (input.Spec.Hooks is { } hooks && (hooks.Prestart is { Count: > 0 } || hooks.CreateRuntime is { Count: > 0 }))
        {
            yield return Operation.AwaitHooks();
        }

        bool shared = RootCompiler.SharesMounts(linux);
        yield return input.NoPivot ? Operation.MoveRoot() : Operation.PivotRoot(cutPropagation: shared);
        if (MountOptions.PropagationOf(linux.RootfsPropagation ?? "") is ulong propagation && !RootCompiler.IsInitial(propagation))
        {
            yield return Operation.SetAttributes("/", linux.RootfsPropagation!, set: 0, propagation);
        }

        // 10.
        foreach (Operation operation in ProcessCompiler.Compile(
            process, input.Facts, input.Streams, input.PreserveFds, input.Seccomp, input.StartGate, SpecAnnotations.AskForInit(input.Spec)))
        {
            yield return operation;
        }
    }

    private static IEnumerable<Operation> EnterNamespaces(PlanInput input, IReadOnlyList<LinuxNamespace> namespaces, ulong created)
    {
        foreach (LinuxNamespace one in namespaces)
        {
            // A pid namespace is joined by being born into it.
            if (!string.IsNullOrEmpty(one.Path) && one.Type != LinuxNamespaceType.Pid)
            {
                yield return Operation.JoinNamespace(one.Type, one.Path, NamespaceKinds.FlagOf(one.Type));
            }
        }

        if ((created & Sys.CLONE_NEWCGROUP) != 0)
        {
            yield return Operation.UnshareCgroup();
        }

        if (!input.NoNewKeyring)
        {
            yield return Operation.NewKeyring(
                $"_ses.{input.Id}", userNamespace: namespaces.Any(n => n.Type == LinuxNamespaceType.User));
        }

        if ((created & Sys.CLONE_NEWNET) != 0)
        {
            yield return Operation.LoopbackUp();
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

        foreach (Operation operation in ProcWrites(linux.Sysctl, process, input.Facts))
        {
            yield return operation;
        }
    }

    internal static IEnumerable<Operation> ProcWrites(
        IReadOnlyDictionary<string, string>? sysctls, Process process, HostFacts facts)
    {
        var writes = new List<Operation>();
        foreach ((string name, string value) in (sysctls ?? new Dictionary<string, string>()).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            writes.Add(Operation.WriteProc($"sysctl {name}", $"sys/{SysctlPath(name)}", value));
        }

        if (process.OomScoreAdj is int score && score != facts.OomScoreAdj)
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
