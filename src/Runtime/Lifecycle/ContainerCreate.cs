using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Execute;
using Berth.Runtime.Plan;
using Berth.Runtime.Seccomp;
using Berth.Runtime.Validation;

namespace Berth.Runtime;

/// <summary>
/// Makes a container.
/// <list type="number">
/// <item>The spec is validated: nothing has been made yet.</item>
/// <item>The ID is taken: the state directory.</item>
/// <item>The cgroup is written down (<see cref="CreationRecord"/>) and made, with its limits.</item>
/// <item>The filter is compiled or found; the plan is compiled.</item>
/// <item>The child is cloned, its state written down, and it carries the plan out, up to its wait for start (or through execve).</item>
/// <item>The state becomes valid.</item>
/// </list>
/// When a step fails, what the steps before it made is removed. When the runtime is killed between two of them, the child ends by
/// itself, and <see cref="ContainerDelete"/> finds what there is.
/// </summary>
internal static class ContainerCreate
{
    /// <summary>The plan alone, with nothing made: <c>create --plan</c>.</summary>
    public static InitPlan Plan(ContainerRequest request)
    {
        SpecValidator.Validate(request.Spec, HostFactsReader.AppArmorEnabled);
        HostFacts facts = ReadFacts(request);
        SeccompProgram? seccomp = SeccompRules.Of(request.Spec.Linux) is { } filter ? SeccompCompiler.Compile(filter) : null;
        using NamespaceFiles namespaces = NamespaceFiles.Open([]);
        return Compile(request, facts, PathsOf(request, facts), seccomp, startGate: request.WaitForStart ? 0 : null, namespaces);
    }

    public static ContainerProcess Create(ContainerRequest request)
    {
        // 1.
        SpecValidator.Validate(request.Spec, HostFactsReader.AppArmorEnabled);
        HostFacts facts = ReadFacts(request);
        CapabilityWarnings.Log(request.Spec.Process!.Capabilities, facts.Capabilities);
        DeviceWarnings.Log(request.Spec.Linux);
        CgroupPaths paths = PathsOf(request, facts);
        using NamespaceFiles namespaces = NamespaceFiles.Open(request.Spec.Linux!.Namespaces ?? []);
        ulong rootMount = request.Spec.Linux.Namespace(LinuxNamespaceType.Mount) is null ? RootMount.IdOf(RootOf(request)) : 0;

        // 2.
        using Creation creation = Creation.Begin(request, paths, rootMount);
        try
        {
            // 3.
            creation.MakeCgroup();

            // 4.
            LinuxSeccomp? filter = SeccompRules.Of(request.Spec.Linux);
            SeccompProgram? seccomp = filter is null ? null : new SeccompCache(request.StateRoot).Get(filter);
            using Fd? listener = creation.Listen();
            InitPlan plan = Compile(request, facts, paths, seccomp, listener?.Number, namespaces);
            RuntimeLog.Debug($"plan of {plan.Operations.Count} operations, clone flags {(long)plan.CloneFlags}");

            // 5.
            creation.Launch(plan, filter);

            // 6.
            return creation.Finish();
        }
        catch (Exception e)
        {
            creation.Undo();
            if (e is RuntimeException or IOException)
            {
                throw RuntimeException.WhileStarting(e);
            }

            throw;
        }
    }

    private static HostFacts ReadFacts(ContainerRequest request)
    {
        LinuxSettings linux = request.Spec.Linux!;
        string root = RootOf(request);
        HostFacts facts = HostFactsReader.Read(
            request.Spec.Process!, root, request.Root?.ProcPath ?? root, RootCompiler.SharesMounts(linux), SpecAnnotations.AskForInit(request.Spec));
        bool leaves = linux.Namespace(LinuxNamespaceType.Pid) is { Path.Length: > 0 };
        facts = facts with
        {
            Privileged = HostFactsReader.IsPrivileged(linux), KeepsPidNamespace = leaves && !PidNamespaceForChildren.MayReturn,
        };
        UserNamespaceValidator.RequirePossible(request.Spec, facts.Privileged);
        return facts;
    }

    internal static string RootOf(ContainerRequest request) =>
        Path.TrimEndingDirectorySeparator(Path.Combine(request.Bundle, request.Spec.Root!.Path));

    private static CgroupPaths PathsOf(ContainerRequest request, HostFacts facts) =>
        CgroupAccess.Choose(facts.Cgroups, request.Spec.Linux!, request.Id, request.Rootless ?? RootlessUser.IsRootless);

    private static InitPlan Compile(
        ContainerRequest request, HostFacts facts, CgroupPaths paths, SeccompProgram? seccomp, int? startGate, NamespaceFiles namespaces) =>
        PlanCompiler.Compile(new PlanInput
        {
            Id = request.Id,
            Bundle = request.Bundle,
            Root = request.Root?.Number,
            Spec = request.Spec,
            Facts = facts,
            Cgroup = paths,
            NamespaceFiles = namespaces.IsEmpty ? new Dictionary<string, int>() : namespaces.Numbers,
            Seccomp = seccomp,
            Streams = request.Streams,
            PreserveFds = request.PreserveFds,
            NoPivot = request.NoPivot,
            NoNewKeyring = request.NoNewKeyring,
            StartGate = startGate,
        });
}
