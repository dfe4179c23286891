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
        StateDirectory directory = StateDirectory.Create(request.StateRoot, request.Id);
        using CreationRecord record = CreationRecord.Begin(directory);

        // What is undone kills all that is in the cgroup: it has to be the container's first.
        ICgroup cgroup = new NoCgroup();
        ClonedProcess? child = null;
        using var devices = new NetworkDevices(request.Spec.Linux!.NetDevices);
        bool hooksDue = false;
        try
        {
            // 3.
            RequireUnused(paths);
            record.Write(paths.CgroupsPath);
            ICgroup own = Cgroup.Of(paths);
            own.Create(request.Spec.Linux.Resources);
            cgroup = own;
            RuntimeLog.Debug($"cgroup {paths.CgroupsPath} made");

            // 4.
            LinuxSeccomp? filter = SeccompRules.Of(request.Spec.Linux);
            Action<Fd, int>? agent = SeccompAgent.For(filter, pid => HookState(request, pid, StateStatus.Creating));
            SeccompProgram? seccomp = filter is null ? null : new SeccompCache(request.StateRoot).Get(filter);
            using Fd? listener = request.WaitForStart ? Listen(directory) : null;
            InitPlan plan = Compile(request, facts, paths, seccomp, listener?.Number, namespaces);
            RuntimeLog.Debug($"plan of {plan.Operations.Count} operations, clone flags {(long)plan.CloneFlags}");

            // 5.
            child = ClonedProcess.Start(plan, pid =>
            {
                hooksDue = true;
                RunHooks(request, pid);
            });
            child.SeccompAgent = agent;
            child.Devices = devices.Move;
            RuntimeLog.Debug($"process {child.Pid} cloned");
            ContainerState state = StateOf(request, child.Pid, paths) with { RootMount = rootMount };
            directory.WriteUnfinished(state, request.Spec);
            WaitFor(child, request.WaitForStart);

            // 6.
            directory.Commit();
            RuntimeLog.Debug($"container {request.Id} created");
            if (request.WaitForStart)
            {
                child.Go();
            }
            else
            {
                HookRunner.TryRun(request.Spec.Hooks?.Poststart, "poststart", HookState(request, child.Pid, StateStatus.Running));
            }

            return new ContainerProcess(child, new ContainerRemains(directory, state, cgroup, request.Spec.Hooks?.Poststop));
        }
        catch (Exception e)
        {
            // Who has removed the directory meanwhile has removed all the rest, and what is there now belongs to another container.
            bool ours = record.IsInPlace();
            Undo(child, ours ? cgroup : new NoCgroup(), ours ? directory : null);
            devices.Return();
            RootMount.Remove(RootOf(request), rootMount);
            if (hooksDue)
            {
                // runtime.md, "Lifecycle": after a failure from step 3 on, the lifecycle goes on at step 12.
                HookRunner.TryRun(request.Spec.Hooks?.Poststop, "poststop", HookState(request, 0, StateStatus.Stopped));
            }

            if (e is RuntimeException or IOException)
            {
                throw RuntimeException.WhileStarting(e);
            }

            throw;
        }
    }

    private static void WaitFor(ClonedProcess child, bool start)
    {
        if (start)
        {
            child.WaitUntilCreated();
        }
        else
        {
            child.WaitUntilExecuted();
        }
    }

    private static void RunHooks(ContainerRequest request, int pid)
    {
        HookRunner.Run(request.Spec.Hooks?.Prestart, "prestart", HookState(request, pid, StateStatus.Created));
        HookRunner.Run(request.Spec.Hooks?.CreateRuntime, "createRuntime", HookState(request, pid, StateStatus.Creating));
    }

    private static State HookState(ContainerRequest request, int pid, string status) => new()
    {
        OciVersion = Spec.CurrentVersion,
        Id = request.Id,
        Pid = pid,
        Status = status,
        Bundle = request.Bundle,
        Annotations = request.Spec.Annotations,
    };

    private static HostFacts ReadFacts(ContainerRequest request)
    {
        LinuxSettings linux = request.Spec.Linux!;
        HostFacts facts = HostFactsReader.Read(
            request.Spec.Process!, RootOf(request), RootCompiler.SharesMounts(linux), SpecAnnotations.AskForInit(request.Spec));
        bool leaves = linux.Namespace(LinuxNamespaceType.Pid) is { Path.Length: > 0 };
        facts = facts with
        {
            Privileged = HostFactsReader.IsPrivileged(linux), KeepsPidNamespace = leaves && !PidNamespaceForChildren.MayReturn,
        };
        UserNamespaceValidator.RequirePossible(request.Spec, facts.Privileged);
        return facts;
    }

    private static string RootOf(ContainerRequest request) =>
        Path.TrimEndingDirectorySeparator(Path.Combine(request.Bundle, request.Spec.Root!.Path));

    private static CgroupPaths PathsOf(ContainerRequest request, HostFacts facts) =>
        CgroupAccess.Choose(facts.Cgroups, request.Spec.Linux!, request.Id, request.Rootless ?? RootlessUser.IsRootless);

    private static InitPlan Compile(
        ContainerRequest request, HostFacts facts, CgroupPaths paths, SeccompProgram? seccomp, int? startGate, NamespaceFiles namespaces) =>
        PlanCompiler.Compile(new PlanInput
        {
            Id = request.Id,
            Bundle = request.Bundle,
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

    private static Fd Listen(StateDirectory directory)
    {
        using Fd parent = directory.Open();
        return UnixSocket.Listen(parent, StateDirectory.StartSocketName);
    }

    // Before it is written down as the container's own: after a crash all that is in it is killed.
    private static void RequireUnused(CgroupPaths paths)
    {
        foreach (CgroupHierarchy hierarchy in paths.Used)
        {
            CgroupTree.RequireEmpty(paths.DirectoryOf(hierarchy));
        }
    }

    private static ContainerState StateOf(ContainerRequest request, int pid, CgroupPaths paths) => new()
    {
        Id = request.Id,
        OciVersion = Spec.CurrentVersion,
        Pid = pid,
        PidStartTime = ProcessFile.Read(pid)?.StartTime ?? 0,
        Bundle = request.Bundle,
        Rootfs = RootOf(request),
        Created = TimeProvider.System.GetUtcNow(),
        // A host without a password file, as an initramfs is, knows no names.
        Owner = Environment.IsPrivilegedProcess ? "root" : Environment.UserName,
        CgroupsPath = paths.CgroupsPath,
        FreezerFile = FreezerController.FileOf(paths),
        Annotations = request.Spec.Annotations,
        NoNewKeyring = request.NoNewKeyring,
    };

    private static void Undo(ClonedProcess? child, ICgroup cgroup, StateDirectory? directory)
    {
        if (child is not null)
        {
            child.End();
            child.Dispose();
        }

        cgroup.Delete();
        directory?.Delete();
    }
}
