namespace Berth.Runtime.Cgroups;

/// <summary>
/// The cgroup hierarchies of a host: v1 (one a controller), hybrid (v1 and a unified one beside them that controls little or nothing)
/// or v2 (the unified one alone).
/// </summary>
internal sealed record CgroupLayout(IReadOnlyList<CgroupHierarchy> Hierarchies, CgroupHierarchy? Unified)
{
    private const string Place = "/sys/fs/cgroup";

    /// <summary>
    /// A v2 host: no v1 controller is mounted, or the unified hierarchy is where the hierarchies of v1 would be. Hierarchies of v1 without
    /// a controller (<c>name=systemd</c>) may be there for programs that look for one.
    /// </summary>
    public bool IsUnified => Unified is not null && (Unified.MountPoint == Place || Hierarchies.All(h => h.IsNamed));

    /// <summary>The v1 hierarchy of a controller, or null.</summary>
    public CgroupHierarchy? Of(string controller) => Hierarchies.FirstOrDefault(h => h.Controllers.Contains(controller));

    /// <summary>Of this process.</summary>
    public static CgroupLayout Read() =>
        Parse(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));

    /// <summary>From the texts of /proc/PID/mountinfo (proc_pid_mountinfo(5)) and /proc/PID/cgroup (cgroups(7)).</summary>
    public static CgroupLayout Parse(string mountinfo, string ownCgroups)
    {
        var own = new Dictionary<string, string>();
        foreach (string line in ownCgroups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // 8:cpu,cpuacct:/user.slice — 0::/user.slice is the unified hierarchy.
            string[] parts = line.Split(':', 3);
            own[parts[1]] = parts[2];
        }

        var mounts = new MountTable(mountinfo, "cgroup");
        var hierarchies = new List<CgroupHierarchy>();
        CgroupHierarchy? unified = null;
        foreach (MountTable.Entry mount in mounts.Entries)
        {
            // What a later mount lies over is not reached by its path.
            if (mount.Type is not ("cgroup" or "cgroup2") || mounts.IsCovered(mount))
            {
                continue;
            }

            if (mount.Type == "cgroup2")
            {
                unified ??= new CgroupHierarchy([], mount.MountPoint, mount.Root, own.GetValueOrDefault("", "/"));
            }
            else if (OwnEntry(own, mount.Options) is { } entry
                && !hierarchies.Exists(h => h.Controllers.Contains(entry.Controllers[0])))
            {
                hierarchies.Add(new CgroupHierarchy(entry.Controllers, mount.MountPoint, mount.Root, entry.Path));
            }
        }

        return new CgroupLayout(hierarchies, unified);
    }

    // The superblock options of a v1 mount name its controllers among other things; /proc/self/cgroup says which these are.
    private static (IReadOnlyList<string> Controllers, string Path)? OwnEntry(Dictionary<string, string> own, string options)
    {
        string[] words = options.Split(',');
        foreach ((string names, string path) in own)
        {
            string[] controllers = names.Split(',');
            if (names.Length > 0 && controllers.All(words.Contains))
            {
                return (controllers, path);
            }
        }

        return null;
    }
}
