using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Execute;
using Berth.Runtime.Plan;
using Berth.Runtime.Seccomp;
using Berth.Runtime.Validation;

namespace Berth.Runtime;

/// <summary>
/// Adds a process to a running container: a clone of the runtime that is born into the container's pid namespace, joins its cgroups and
/// then its other namespaces, and goes on like a container's init. It stays a child of the runtime.
/// </summary>
internal static class ContainerExec
{
    public static ContainerProcess Exec(ExecRequest request)
    {
        StateDirectory directory = StateDirectory.Open(request.StateRoot, request.ContainerId);
        ContainerState state = directory.Read();
        Spec spec = directory.ReadSpec();
        Process process = ExecProcess.Of(request.Process, spec.Process);
        ProcessValidator.Validate(process, "process", HostFactsReader.AppArmorEnabled);
        string root = string.Create(CultureInfo.InvariantCulture, $"/proc/{state.Pid}/root");
        using Fd init = OpenInit(state);
        HostFacts facts = HostFactsReader.Read(process, root, root, sharesMounts: false);
        CapabilityWarnings.Log(process.Capabilities, facts.Capabilities);
        CgroupPaths paths = new CgroupPaths(facts.Cgroups, state.CgroupsPath);
        if (!request.IgnorePaused && state.FreezerFile is string freezer && FreezerController.IsFrozen(freezer))
        {
            throw new RuntimeException("cannot exec in a paused container (use --ignore-paused to override)");
        }

        LinuxSettings linux = spec.Linux ?? new LinuxSettings();
        bool privileged = HostFactsReader.IsPrivileged(linux);
        if (!privileged && ContainerStatus.Of(directory, state) == StateStatus.Created)
        {
            // Until it executes the program, the init may not be looked into by anybody of the container, nor by its own user.
            throw new RuntimeException("cannot exec in a container that is not started, as a user who is not root");
        }

        ExecNamespaces namespaces = ExecNamespaces.Of(linux, state.Pid, privileged && PidNamespaceForChildren.MayReturn);
        using Fd? changedRoot = linux.HasNew(LinuxNamespaceType.Mount) ? null : Fd.Open(root, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        LinuxSeccomp? filter = SeccompRules.Of(linux);
        Action<Fd, int>? agent = SeccompAgent.For(filter, _ => ContainerStatus.ToState(state, StateStatus.Running));
        SeccompProgram? seccomp = filter is null ? null : new SeccompCache(request.StateRoot).Get(filter);
        bool watched = IsWatched(spec, process, facts);
        InitPlan plan = Compile(
            request with { Process = process }, linux, state, facts, paths, seccomp, init.Number, namespaces, changedRoot?.Number, watched);
        return Launch(request, plan, agent);
    }

    private static ContainerProcess Launch(ExecRequest request, InitPlan plan, Action<Fd, int>? agent)
    {
        ClonedProcess child = ClonedProcess.Start(plan);
        child.SeccompAgent = agent;
        try
        {
            if (request.WaitForStart)
            {
                child.WaitUntilCreated();
            }
            else
            {
                child.WaitUntilExecuted();
            }
        }
        catch (Exception e)
        {
            child.End();
            child.Dispose();
            if (e is RuntimeException)
            {
                throw RuntimeException.WhileStarting(e);
            }

            throw;
        }

        return new ContainerProcess(child, null);
    }

    internal static InitPlan Compile(
        ExecRequest request, LinuxSettings linux, ContainerState state, HostFacts facts, CgroupPaths paths, SeccompProgram? seccomp,
        int initFd, ExecNamespaces namespaces, int? changedRoot, bool watched = false)
    {
        Process process = request.Process;
        List<Operation> operations =
        [
            Operation.ResetSignals(),
            .. namespaces.BeforeJoin(),
            Operation.ForbidDumps(),
            .. SchedulingCompiler.InitialAffinity(process.ExecCpuAffinity),
            .. ExecCgroups.JoinFiles(paths, state.Pid, request.Cgroups).Select(Operation.JoinCgroup),
            .. SchedulingCompiler.FinalAffinity(process.ExecCpuAffinity),
            Operation.JoinContainer(initFd, namespaces.Joined | (watched ? Sys.CLONE_NEWPID : 0)),
            .. namespaces.AfterJoin(watched),
            Operation.NewSession(),
            Operation.AdoptRoot(changedRoot),
        ];
        if (!state.NoNewKeyring)
        {
            operations.Add(Operation.JoinKeyring($"_ses.{state.Id}"));
        }

        if (process.Terminal == true)
        {
            operations.Add(Operation.OpenConsole(
                process.ConsoleSize?.Height ?? 0, process.ConsoleSize?.Width ?? 0, process.User?.Uid ?? 0, devConsole: false));
        }

        operations.AddRange(SchedulingCompiler.CompileContainer(linux));
        operations.AddRange(PlanCompiler.ProcWrites(null, process, facts, scoreByParent: namespaces.HasUsers));
        operations.AddRange(ProcessCompiler.Compile(
            process, facts, request.Streams, request.PreserveFds, seccomp, request.WaitForStart ? -1 : null,
            entersPidNamespace: watched, ownUsers: namespaces.HasUsers));
        bool byItself = watched || namespaces.JoinsPidItself;
        return new InitPlan(operations)
        {
            PidNamespacePath = byItself ? null : string.Create(CultureInfo.InvariantCulture, $"/proc/{state.Pid}/ns/pid"),
            Preparation = namespaces.Prepare(process, facts, state.Pid),
        };
    }

    /// <summary>
    /// Its processes may trace others, whoever these are: the one that joins them appears among them at the very end only, which takes
    /// a second process. In a user namespace they may not, not even with that capability.
    /// </summary>
    private static bool IsWatched(Spec spec, Process process, HostFacts facts)
    {
        const ulong SysPtrace = 1UL << 19;
        CapabilitySets container = CapabilitySets.From(spec.Process?.Capabilities, facts.Capabilities);
        CapabilitySets added = CapabilitySets.From(process.Capabilities, facts.Capabilities);
        bool may = ((container.Bounding | container.Permitted | added.Bounding | added.Permitted) & SysPtrace) != 0;
        return may && spec.Linux?.Namespaces?.Any(n => n.Type == LinuxNamespaceType.User) != true;
    }

    // The descriptor first, then the check: from then on it is that process or nothing.
    private static Fd OpenInit(ContainerState state)
    {
        try
        {
            Fd init = PidFd.Open(state.Pid);
            if (state.IsInitAlive())
            {
                return init;
            }

            init.Dispose();
        }
        catch (LinuxException e) when (e.Errno == Errno.ESRCH)
        {
        }

        throw new RuntimeException("cannot exec in a stopped container: container not running");
    }
}
