using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>A cgroup in each v1 hierarchy (kernel Documentation/admin-guide/cgroup-v1). On a hybrid host the unified one is left alone.</summary>
internal sealed class CgroupV1(CgroupPaths paths) : ICgroup
{
    public void Create(LinuxResources? resources)
    {
        foreach (CgroupHierarchy hierarchy in paths.Used)
        {
            string directory = paths.DirectoryOf(hierarchy);
            if (hierarchy.Controllers.Contains("cpuset"))
            {
                MakeCpuset(hierarchy.MountPoint, directory);
            }
            else
            {
                Directory.CreateDirectory(directory);
            }
        }

        if (resources is not null)
        {
            new CgroupV1Limits(DirectoryFor).Apply(resources);
        }
    }

    public IReadOnlyList<int> Processes() => CgroupTree.Processes(Main());

    public void SetFrozen(bool frozen)
    {
        string directory = Required("freezer", "pause");
        CgroupFile.Write(directory, "freezer.state", frozen ? "FROZEN" : "THAWED");

        // FREEZING is the way to FROZEN; processes in a fork or a page fault take a moment. Writing again takes in new ones.
        for (int i = 0; frozen && i < 1000 && CgroupFile.TryRead(directory, "freezer.state") != "FROZEN"; i++)
        {
            Polling.Wait(1);
            CgroupFile.Write(directory, "freezer.state", "FROZEN");
        }
    }

    public bool IsFrozen() =>
        DirectoryFor("freezer") is string directory && CgroupFile.TryRead(directory, "freezer.state") is "FROZEN" or "FREEZING";

    public long OomKills() =>
        DirectoryFor("memory") is string directory ? CgroupFile.Field(CgroupFile.TryRead(directory, "memory.oom_control"), "oom_kill") : 0;

    public void Delete()
    {
        // A frozen process does not die, SIGKILL or not.
        if (IsFrozen())
        {
            SetFrozen(false);
        }

        foreach (CgroupHierarchy hierarchy in paths.Used)
        {
            CgroupTree.Remove(paths.DirectoryOf(hierarchy));
        }
    }

    // A cpuset without CPUs and memory nodes takes no process: each new one on the way gets its parent's.
    private static void MakeCpuset(string mountPoint, string directory)
    {
        string parent = mountPoint;
        foreach (string name in directory[mountPoint.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string child = $"{parent}/{name}";
            Directory.CreateDirectory(child);
            foreach (string file in (ReadOnlySpan<string>)["cpuset.cpus", "cpuset.mems"])
            {
                if (string.IsNullOrEmpty(CgroupFile.TryRead(child, file)))
                {
                    CgroupFile.Write(child, file, CgroupFile.TryRead(parent, file) ?? "");
                }
            }

            parent = child;
        }
    }

    private string? DirectoryFor(string controller) =>
        paths.Layout.Of(controller) is { } hierarchy ? paths.DirectoryOf(hierarchy) : null;

    private string Required(string controller, string purpose) =>
        DirectoryFor(controller) ?? throw new RuntimeException($"{purpose}: this host has no {controller} cgroup");

    // A hierarchy to find the container's processes in; they are in all.
    private string Main() =>
        DirectoryFor("pids") ?? DirectoryFor("memory") ?? paths.DirectoryOf(paths.Used[0]);
}
