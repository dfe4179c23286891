namespace Berth.Runtime.Cgroups;

/// <summary>Where a container is in each hierarchy of a host.</summary>
/// <param name="Layout">Of the host.</param>
/// <param name="CgroupsPath">Absolute, or from the runtime's own cgroup; empty for a container without a cgroup.</param>
internal sealed record CgroupPaths(CgroupLayout Layout, string CgroupsPath)
{
    /// <summary>No cgroup anywhere.</summary>
    public static CgroupPaths None(CgroupLayout layout) => new(layout, "");

    /// <summary>By <c>linux.cgroupsPath</c>; without it the container's ID, below the runtime's own cgroup.</summary>
    /// <exception cref="RuntimeException">A path for the systemd driver, or of no cgroup of the container's own.</exception>
    public static CgroupPaths Of(CgroupLayout layout, string? cgroupsPath, string id)
    {
        if (cgroupsPath is not null && SystemdCgroup.IsPath(cgroupsPath))
        {
            throw new RuntimeException(
                $"linux.cgroupsPath: '{cgroupsPath}' is a path for the systemd cgroup driver, which is not supported: give one as /a/b");
        }

        string path = string.IsNullOrEmpty(cgroupsPath) ? id : Normalise(cgroupsPath);
        return path.Trim('/').Length > 0
            ? new CgroupPaths(layout, path)
            : throw new RuntimeException($"linux.cgroupsPath: '{cgroupsPath}' is not below a cgroup");
    }

    public string DirectoryOf(CgroupHierarchy hierarchy) => hierarchy.DirectoryOf(CgroupsPath);

    /// <summary>Hierarchies that the container has a cgroup in: all of v1, or the unified one on a v2 host.</summary>
    public IReadOnlyList<CgroupHierarchy> Used =>
        CgroupsPath.Length == 0 ? [] : Layout.IsUnified ? [Layout.Unified!] : Layout.Hierarchies;

    /// <summary>The files that a process writes <c>0</c> into to join: those of the devices controller, or all others.</summary>
    public IEnumerable<string> JoinFiles(bool devices) => JoinFiles(devices, DirectoryOf);

    /// <summary>The same for a process that joins other cgroups than the container's.</summary>
    /// <param name="devices">Those of the devices controller, or all others.</param>
    /// <param name="directoryOf">Its directory in a hierarchy.</param>
    public IEnumerable<string> JoinFiles(bool devices, Func<CgroupHierarchy, string> directoryOf)
    {
        foreach (CgroupHierarchy hierarchy in Used)
        {
            if (hierarchy.Controllers.Contains("devices") == devices)
            {
                yield return $"{directoryOf(hierarchy)}/{(hierarchy.IsUnified ? "cgroup.procs" : "tasks")}";
            }
        }
    }

    // "a/../../b" must not leave the hierarchy.
    private static string Normalise(string path)
    {
        string absolute = Path.GetFullPath("/" + path.TrimStart('/'));
        return path.StartsWith('/') ? absolute : absolute.TrimStart('/');
    }
}
