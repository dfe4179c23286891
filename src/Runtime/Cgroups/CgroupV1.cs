using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Statistics;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// A cgroup in each v1 hierarchy (kernel Documentation/admin-guide/cgroup-v1), those without controllers (<c>name=systemd</c>) too. On a
/// hybrid host the unified hierarchy beside them is left alone.
/// </summary>
internal sealed class CgroupV1(CgroupPaths paths) : ICgroup
{
    public void Create(LinuxResources? resources)
    {
        var made = new List<string>();
        try
        {
            foreach (CgroupHierarchy hierarchy in paths.Used)
            {
                string directory = paths.DirectoryOf(hierarchy);
                if (hierarchy.Controllers.Contains("cpuset") ? MakeCpuset(hierarchy.MountPoint, directory) : CgroupTree.Make(directory))
                {
                    made.Add(directory);
                }
                else
                {
                    CgroupTree.RequireEmpty(directory);
                }
            }

            RequireThawed();
            ResourceLimits.SetV1(Files(), resources ?? new LinuxResources());
        }
        catch
        {
            made.ForEach(directory => DirectoryEntry.TryRemove(directory));
            throw;
        }
    }

    public void Update(LinuxResources resources)
    {
        ControlFiles files = Files();
        files.RememberForUndo();
        try
        {
            ResourceLimits.SetV1(files, resources);
        }
        catch (RuntimeException)
        {
            files.Undo();
            throw;
        }
    }

    public IReadOnlyList<int> Processes() => CgroupTree.Processes(Main());

    public void Signal(int signal)
    {
        bool hasFreezer = DirectoryFor("freezer") is string directory && Directory.Exists(directory);
        bool wasFrozen = hasFreezer && IsFrozen();
        if (!hasFreezer)
        {
            SignalMoving(signal);
            return;
        }

        // Frozen meanwhile, so that none that is being made escapes between the look and the signal.
        if (!wasFrozen)
        {
            SetFrozen(true);
        }

        try
        {
            SignalOnce(signal);
        }
        finally
        {
            if (!wasFrozen || signal == Signals.SIGKILL)
            {
                SetFrozen(false);
            }
        }
    }

    public void SetFrozen(bool frozen) => FreezerController.SetV1(Required("freezer", frozen ? "pause" : "resume"), frozen);

    public bool IsFrozen() => DirectoryFor("freezer") is string directory && FreezerController.IsFrozenV1(directory);

    public long OomKills() =>
        DirectoryFor("memory") is string directory ? CgroupFile.Field(CgroupFile.TryRead(directory, "memory.oom_control"), "oom_kill") : 0;

    public ContainerStatistics Statistics()
    {
        ControlFiles files = Files();
        return new ContainerStatistics
        {
            Cpu = CpuController.ReadV1(files),
            Cpuset = CpusetController.ReadV1(files),
            Memory = MemoryController.ReadV1(files),
            Pids = PidsController.Read(files),
            BlockIo = BlockIoController.ReadV1(files),
            Hugetlb = HugetlbController.ReadV1(files),
        };
    }

    public OomWatch? WatchOom() => DirectoryFor("memory") is string directory ? OomWatch.OfV1(directory) : null;

    public void Delete()
    {
        List<string> left = [];
        foreach (CgroupHierarchy hierarchy in paths.Used)
        {
            string directory = paths.DirectoryOf(hierarchy);
            if (DirectoryEntry.TryRemove(directory) != Errno.None)
            {
                left.Add(directory);
            }
        }

        // A frozen process does not die, SIGKILL or not.
        if (left.Count > 0 && IsFrozen())
        {
            SetFrozen(false);
        }

        left.ForEach(CgroupTree.Remove);
    }

    private static bool MakeCpuset(string mountPoint, string directory)
    {
        if (directory.Length <= mountPoint.Length)
        {
            return false;
        }

        if (Path.GetDirectoryName(directory) is string parent && !Directory.Exists(parent))
        {
            MakeCpuset(mountPoint, parent);
        }

        bool made = CgroupTree.Make(directory);
        CpusetController.InheritV1(directory);
        return made;
    }

    private void RequireThawed()
    {
        if (IsFrozen())
        {
            throw new RuntimeException("container's cgroup unexpectedly frozen");
        }
    }

    // Without a freezer: again, until the look finds nobody that was not there before.
    private void SignalMoving(int signal)
    {
        var reached = new HashSet<int>();
        IEnumerable<int> fresh;
        do
        {
            fresh = [.. Processes().Where(reached.Add)];
            foreach (int pid in fresh)
            {
                Signals.Kill(pid, signal);
            }
        }
        while (fresh.Any());
    }

    private void SignalOnce(int signal)
    {
        foreach (int pid in Processes())
        {
            Signals.Kill(pid, signal);
        }
    }

    private ControlFiles Files() => new(DirectoryFor);

    private string? DirectoryFor(string controller) =>
        paths.Layout.Of(controller) is { } hierarchy ? paths.DirectoryOf(hierarchy) : null;

    private string Required(string controller, string purpose) =>
        DirectoryFor(controller) ?? throw new RuntimeException($"{purpose}: this host has no {controller} cgroup");

    // A hierarchy to find the container's processes in; they are in all.
    private string Main() =>
        DirectoryFor("pids") ?? DirectoryFor("memory") ?? paths.DirectoryOf(paths.Used[0]);
}
