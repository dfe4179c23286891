using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>A cgroup of the unified hierarchy (kernel Documentation/admin-guide/cgroup-v2).</summary>
/// <param name="mountPoint">Of the hierarchy.</param>
/// <param name="directory">The cgroup's, below it.</param>
internal sealed class CgroupV2(string mountPoint, string directory) : ICgroup
{
    public void Create(LinuxResources? resources)
    {
        EnableControllers();
        Directory.CreateDirectory(directory);
        if (resources is not null)
        {
            CgroupV2Limits.Apply(directory, resources);
        }
    }

    public IReadOnlyList<int> Processes() => CgroupTree.Processes(directory);

    public void SetFrozen(bool frozen)
    {
        CgroupFile.Write(directory, "cgroup.freeze", frozen ? "1" : "0");
        for (int i = 0; i < 1000 && CgroupFile.Field(CgroupFile.TryRead(directory, "cgroup.events"), "frozen") != (frozen ? 1 : 0); i++)
        {
            Polling.Wait(1);
        }
    }

    public bool IsFrozen() => CgroupFile.TryRead(directory, "cgroup.freeze") == "1";

    public long OomKills() => CgroupFile.Field(CgroupFile.TryRead(directory, "memory.events"), "oom_kill");

    public void Delete()
    {
        // One write kills the whole tree, frozen or not (Linux 5.14).
        if (CgroupFile.Exists(directory, "cgroup.kill"))
        {
            CgroupFile.Write(directory, "cgroup.kill", "1");
        }
        else if (IsFrozen())
        {
            SetFrozen(false);
        }

        CgroupTree.Remove(directory);
    }

    // A controller is there for a cgroup only when its parent hands it down, and so on up to the root.
    private void EnableControllers()
    {
        var ancestors = new Stack<string>();
        for (string up = directory; up.Length > mountPoint.Length; ancestors.Push(up))
        {
            up = Path.GetDirectoryName(up)!;
        }

        foreach (string ancestor in ancestors)
        {
            Directory.CreateDirectory(ancestor);
            string enabled = CgroupFile.TryRead(ancestor, "cgroup.subtree_control") ?? "";
            foreach (string controller in (CgroupFile.TryRead(ancestor, "cgroup.controllers") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!enabled.Split(' ').Contains(controller))
                {
                    TryEnable(ancestor, controller);
                }
            }
        }
    }

    // Not every controller can be handed down everywhere (processes in the parent, real-time tasks): what a limit needs and does
    // not find is said when the limit is set.
    private static void TryEnable(string ancestor, string controller)
    {
        try
        {
            CgroupFile.Write(ancestor, "cgroup.subtree_control", $"+{controller}");
        }
        catch (RuntimeException e) when (e.InnerException is LinuxException)
        {
        }
    }
}
