using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Execute;
using Berth.Runtime.Plan;

namespace Berth.Runtime;

/// <summary>
/// A container that is being made: what there is of it so far, and how to undo that. <see cref="ContainerCreate"/> tells the steps.
/// </summary>
internal sealed class Creation : IDisposable
{
    private readonly ContainerRequest _request;
    private readonly CgroupPaths _paths;
    private readonly ulong _rootMount;
    private readonly StateDirectory _directory;
    private readonly CreationRecord _record;
    private readonly NetworkDevices _devices;

    // What is undone kills all that is in the cgroup: it has to be the container's first.
    private ICgroup _cgroup = new NoCgroup();
    private ClonedProcess? _child;
    private ContainerState? _state;
    private bool _hooksDue;

    private Creation(ContainerRequest request, CgroupPaths paths, ulong rootMount, StateDirectory directory, CreationRecord record)
    {
        _request = request;
        _paths = paths;
        _rootMount = rootMount;
        _directory = directory;
        _record = record;
        _devices = new NetworkDevices(request.Spec.Linux!.NetDevices);
    }

    /// <summary>Takes the ID.</summary>
    /// <param name="request">What is to be made.</param>
    /// <param name="paths">Where its cgroup will be.</param>
    /// <param name="rootMount">The mount that its root lies on, where it gets no mount namespace; else 0.</param>
    /// <exception cref="RuntimeException"><c>container with given ID already exists</c>.</exception>
    public static Creation Begin(ContainerRequest request, CgroupPaths paths, ulong rootMount)
    {
        StateDirectory directory = StateDirectory.Create(request.StateRoot, request.Id);
        return new Creation(request, paths, rootMount, directory, CreationRecord.Begin(directory));
    }

    /// <summary>Makes the cgroup with its limits, written down before.</summary>
    public void MakeCgroup()
    {
        // Once it is written down as the container's own, all that is in it is killed after a crash.
        foreach (CgroupHierarchy hierarchy in _paths.Used)
        {
            CgroupTree.RequireEmpty(_paths.DirectoryOf(hierarchy));
        }

        _record.Write(_paths.CgroupsPath);
        ICgroup own = Cgroup.Of(_paths);
        own.Create(_request.Spec.Linux!.Resources);
        _cgroup = own;
        RuntimeLog.Debug($"cgroup {_paths.CgroupsPath} made");
    }

    /// <summary>The socket that the container will wait on for its start; null where it does not wait.</summary>
    public Fd? Listen()
    {
        if (!_request.WaitForStart)
        {
            return null;
        }

        using Fd parent = _directory.Open();
        return UnixSocket.Listen(parent, StateDirectory.StartSocketName);
    }

    /// <summary>Clones the child, writes it down, and waits until it has carried the plan out.</summary>
    public void Launch(InitPlan plan, LinuxSeccomp? filter)
    {
        Action<Fd, int>? agent = SeccompAgent.For(filter, pid => HookState(pid, StateStatus.Creating));
        _child = ClonedProcess.Start(plan, RunHooks);
        _child.SeccompAgent = agent;
        _child.Devices = _devices.Move;
        RuntimeLog.Debug($"process {_child.Pid} cloned");
        _state = StateOf(_child.Pid);
        _directory.WriteUnfinished(_state, _request.Spec);
        if (_request.WaitForStart)
        {
            _child.WaitUntilCreated();
        }
        else
        {
            _child.WaitUntilExecuted();
        }

        if (_child.Pid != _state.Pid)
        {
            // It has cloned itself again, in the namespaces that it has joined.
            _state = StateOf(_child.Pid);
            _directory.WriteUnfinished(_state, _request.Spec);
        }
    }

    /// <summary>The state becomes valid.</summary>
    public ContainerProcess Finish()
    {
        _directory.Commit();
        RuntimeLog.Debug($"container {_request.Id} created");
        if (_request.WaitForStart)
        {
            _child!.Go();
        }
        else
        {
            HookRunner.TryRun(_request.Spec.Hooks?.Poststart, "poststart", HookState(_child!.Pid, StateStatus.Running));
        }

        return new ContainerProcess(_child, new ContainerRemains(_directory, _state!, _cgroup, _request.Spec.Hooks?.Poststop));
    }

    /// <summary>Removes what has been made.</summary>
    public void Undo()
    {
        // Who has removed the directory meanwhile has removed all the rest, and what is there now belongs to another container.
        bool ours = _record.IsInPlace();
        _child?.End();
        _child?.Dispose();
        if (ours)
        {
            _cgroup.Delete();
            _directory.Delete();
        }

        _devices.Return();
        RootMount.Remove(ContainerCreate.RootOf(_request), _rootMount);
        if (_hooksDue)
        {
            // runtime.md, "Lifecycle": after a failure from step 3 on, the lifecycle goes on at step 12.
            HookRunner.TryRun(_request.Spec.Hooks?.Poststop, "poststop", HookState(0, StateStatus.Stopped));
        }
    }

    public void Dispose()
    {
        _devices.Dispose();
        _record.Dispose();
    }

    private void RunHooks(int pid)
    {
        _hooksDue = true;
        HookRunner.Run(_request.Spec.Hooks?.Prestart, "prestart", HookState(pid, StateStatus.Created));
        HookRunner.Run(_request.Spec.Hooks?.CreateRuntime, "createRuntime", HookState(pid, StateStatus.Creating));
    }

    private State HookState(int pid, string status) => new()
    {
        OciVersion = Spec.CurrentVersion,
        Id = _request.Id,
        Pid = pid,
        Status = status,
        Bundle = _request.Bundle,
        Annotations = _request.Spec.Annotations,
    };

    private ContainerState StateOf(int pid) => new()
    {
        Id = _request.Id,
        OciVersion = Spec.CurrentVersion,
        Pid = pid,
        PidStartTime = ProcessFile.Read(pid)?.StartTime ?? 0,
        Bundle = _request.Bundle,
        Rootfs = ContainerCreate.RootOf(_request),
        RootMount = _rootMount,
        Created = TimeProvider.System.GetUtcNow(),
        // A host without a password file, as an initramfs is, knows no names.
        Owner = Environment.IsPrivilegedProcess ? "root" : Environment.UserName,
        CgroupsPath = _paths.CgroupsPath,
        FreezerFile = FreezerController.FileOf(_paths),
        Annotations = _request.Spec.Annotations,
        NoNewKeyring = _request.NoNewKeyring,
    };
}
