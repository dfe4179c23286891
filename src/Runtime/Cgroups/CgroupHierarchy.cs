namespace Berth.Runtime.Cgroups;

/// <summary>A mounted cgroup hierarchy of this host.</summary>
/// <param name="Controllers">What it controls; <c>name=systemd</c> for one without controllers; empty for the unified one.</param>
/// <param name="MountPoint">Where it is mounted: <c>/sys/fs/cgroup/memory</c>.</param>
/// <param name="Root">Which of its cgroups is seen there: <c>/</c>, but for a runtime that is in a container itself.</param>
/// <param name="OwnPath">The runtime's own cgroup (/proc/self/cgroup).</param>
internal sealed record CgroupHierarchy(IReadOnlyList<string> Controllers, string MountPoint, string Root, string OwnPath)
{
    public bool IsUnified => Controllers.Count == 0;

    /// <summary>A v1 hierarchy that controls nothing.</summary>
    public bool IsNamed => Controllers.Count == 1 && Controllers[0].StartsWith("name=", StringComparison.Ordinal);

    /// <summary>The last part of the mount point: <c>cpu,cpuacct</c>.</summary>
    public string Name => Path.GetFileName(MountPoint);

    /// <summary>The directory of a cgroup given by <c>linux.cgroupsPath</c>: absolute, or from the runtime's own cgroup.</summary>
    public string DirectoryOf(string cgroupsPath)
    {
        string path = cgroupsPath.StartsWith('/') ? cgroupsPath : $"{Below(OwnPath)}/{cgroupsPath}";
        return $"{MountPoint.TrimEnd('/')}/{path.Trim('/')}".TrimEnd('/');
    }

    // The part of a cgroup's name below what the mount shows.
    private string Below(string path)
    {
        if (Root == "/")
        {
            return path.TrimEnd('/');
        }

        return path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].TrimEnd('/') : "";
    }
}
