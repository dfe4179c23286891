using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary>A cgroup of the unified hierarchy (kernel Documentation/admin-guide/cgroup-v2).</summary>
/// <param name="mountPoint">Of the hierarchy.</param>
/// <param name="directory">The cgroup's, below it.</param>
internal sealed class CgroupV2(string mountPoint, string directory) : ICgroup
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public void Create(LinuxResources? resources)
    {
        EnableControllers();
        bool made = CgroupTree.Make(directory);
        try
        {
            if (!made)
            {
                CgroupTree.RequireEmpty(directory);
                RequireThawed();
            }

            RequireDomain();
            ResourceLimits.SetV2(Files(), directory, resources ?? new LinuxResources());
        }
        catch when (made)
        {
            DirectoryEntry.TryRemove(directory);
            throw;
        }
    }

    public void Update(LinuxResources resources)
    {
        ControlFiles files = Files();
        files.RememberForUndo();
        try
        {
            ResourceLimits.SetV2(files, directory, resources);
        }
        catch (RuntimeException)
        {
            files.Undo();
            throw;
        }
    }

    public IReadOnlyList<int> Processes() => CgroupTree.Processes(directory);

    public void Signal(int signal)
    {
        if (signal == Signals.SIGKILL && CgroupFile.Exists(directory, "cgroup.kill"))
        {
            // One write reaches the whole tree, frozen or not, and who is being made in it (Linux 5.14).
            CgroupFile.Write(directory, "cgroup.kill", "1");
            return;
        }

        if (!Directory.Exists(directory))
        {
            return;
        }

        bool wasFrozen = IsFrozen();
        SetFrozen(true);
        try
        {
            foreach (int pid in Processes())
            {
                Signals.Kill(pid, signal);
            }
        }
        finally
        {
            if (!wasFrozen || signal == Signals.SIGKILL)
            {
                SetFrozen(false);
            }
        }
    }

    public void SetFrozen(bool frozen) => FreezerController.SetV2(directory, frozen);

    public bool IsFrozen() => FreezerController.IsFrozenV2(directory);

    public long OomKills() => CgroupFile.Field(CgroupFile.TryRead(directory, "memory.events"), "oom_kill");

    public ContainerStatistics Statistics()
    {
        ControlFiles files = Files();
        PidsStatistics pids = PidsController.Read(files);
        return new ContainerStatistics
        {
            Cpu = CpuController.ReadV2(files),
            Cpuset = new CpusetStatistics(),
            Memory = MemoryController.ReadV2(files),
            // Without the controller they can still be counted.
            Pids = pids.Current is > 0 ? pids : pids with { Current = (ulong)Processes().Count },
            BlockIo = BlockIoController.ReadV2(files),
            Hugetlb = HugetlbController.ReadV2(files),
        };
    }

    public OomWatch? WatchOom() => OomWatch.OfV2(directory);

    public void Delete()
    {
        if (DirectoryEntry.TryRemove(directory) == Errno.None)
        {
            return;
        }

        if (CgroupFile.Exists(directory, "cgroup.kill"))
        {
            CgroupFile.Write(directory, "cgroup.kill", "1");
            CgroupEvents.Wait(directory, "populated", 0, s_patience);
        }
        else if (IsFrozen())
        {
            SetFrozen(false);
        }

        CgroupTree.Remove(directory);
    }

    private void RequireThawed()
    {
        if (IsFrozen())
        {
            throw new RuntimeException("container's cgroup unexpectedly frozen");
        }
    }

    // Below a threaded cgroup only threads of one process can live, not a container.
    private void RequireDomain()
    {
        if (CgroupFile.TryRead(directory, "cgroup.type") is "domain invalid")
        {
            throw new RuntimeException($"cannot enter cgroupv2 \"{directory}\" with domain controllers -- it is in an invalid state");
        }
    }

    // A controller is there for a cgroup only when its parent hands it down, and so on up to the root.
    private void EnableControllers()
    {
        foreach (string ancestor in Ancestors())
        {
            CgroupTree.Make(ancestor);
            string[] enabled = Words(ancestor, "cgroup.subtree_control");
            string[] missing = [.. Words(ancestor, "cgroup.controllers").Except(enabled)];
            if (missing.Length == 0 || HasProcesses(ancestor) || TryEnable(ancestor, missing) || missing.Length == 1)
            {
                continue;
            }

            foreach (string controller in missing)
            {
                TryEnable(ancestor, controller);
            }
        }
    }

    // A cgroup with processes, unless it is the host's root (which alone has no type), hands no controller of a domain down (EBUSY); it
    // would those of threads, and what is below it could then hold no container.
    private static bool HasProcesses(string ancestor) =>
        CgroupFile.Exists(ancestor, "cgroup.type") && CgroupFile.TryRead(ancestor, "cgroup.procs") is { Length: > 0 };

    // From the root down to the parent.
    private Stack<string> Ancestors()
    {
        var ancestors = new Stack<string>();
        for (string up = directory; up.Length > mountPoint.Length; ancestors.Push(up))
        {
            up = Path.GetDirectoryName(up)!;
        }

        return ancestors;
    }

    // Not every controller can be handed down everywhere (processes in the parent, real-time tasks): what a limit needs and does
    // not find is said when the limit is set.
    private static bool TryEnable(string ancestor, params string[] controllers)
    {
        try
        {
            CgroupFile.Write(ancestor, "cgroup.subtree_control", string.Join(' ', controllers.Select(c => $"+{c}")));
            return true;
        }
        catch (RuntimeException e) when (e.InnerException is LinuxException)
        {
            return false;
        }
    }

    private ControlFiles Files() => new(_ => directory, WhyAbsent);

    private string WhyAbsent(string file)
    {
        string controller = file[..file.IndexOf('.', StringComparison.Ordinal)];
        foreach (string ancestor in Ancestors())
        {
            if (Words(ancestor, "cgroup.controllers").Contains(controller) && !Words(ancestor, "cgroup.subtree_control").Contains(controller))
            {
                string reason = HasProcesses(ancestor) ? ": it has processes of its own" : "";
                return $"the cgroup {ancestor} does not hand the {controller} controller down to those below it{reason}";
            }
        }

        return $"this host has no {file}";
    }

    private static string[] Words(string directory, string file) =>
        (CgroupFile.TryRead(directory, file) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
