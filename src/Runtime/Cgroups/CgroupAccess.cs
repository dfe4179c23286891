using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// Whether a cgroup can be had at all. A user who is not root, or whose root is a user namespace's, may make one only where a directory
/// was handed to them; without one, a container that asks for none is made without (<see cref="NoCgroup"/>).
/// </summary>
internal static class CgroupAccess
{
    /// <summary>Where the container's cgroup will be: as asked for, or nowhere.</summary>
    /// <param name="layout">Of this host.</param>
    /// <param name="linux">What is asked for.</param>
    /// <param name="id">Of the container.</param>
    /// <param name="rootless">This process is not the host's root.</param>
    /// <exception cref="RuntimeException">A cgroup or a limit is asked for, and none may be made.</exception>
    public static CgroupPaths Choose(CgroupLayout layout, LinuxSettings linux, string id, bool rootless) =>
        Choose(layout, linux, id, rootless ? CanMake : static _ => true);

    internal static CgroupPaths Choose(CgroupLayout layout, LinuxSettings linux, string id, Func<string, bool> canMake)
    {
        CgroupPaths paths = CgroupPaths.Of(layout, linux.CgroupsPath, id);
        if (paths.Used.All(h => canMake(paths.DirectoryOf(h))))
        {
            return paths;
        }

        if (!string.IsNullOrEmpty(linux.CgroupsPath))
        {
            throw new RuntimeException($"linux.cgroupsPath: no permission to make the cgroup {linux.CgroupsPath}");
        }

        return FirstLimit(linux.Resources) is string limit
            ? throw new RuntimeException($"linux.resources.{limit}: no permission to make a cgroup, which limits need")
            : CgroupPaths.None(layout);
    }

    // The nearest directory on the way that is there already has to be writable.
    private static bool CanMake(string directory)
    {
        string nearest = directory;
        while (!Directory.Exists(nearest))
        {
            nearest = Path.GetDirectoryName(nearest)!;
        }

        return DirectoryEntry.MayWrite(nearest);
    }

    // Rules for devices are no limit: a user namespace cannot make device nodes anyway.
    internal static string? FirstLimit(LinuxResources? resources) => resources switch
    {
        null => null,
        { Memory: { Limit: not null } or { Swap: not null } or { Reservation: not null } } => "memory",
        { Cpu: { Shares: not null } or { Quota: not null } or { Period: not null } or { Cpus.Length: > 0 } or { Mems.Length: > 0 }
            or { Idle: not null } or { Burst: not null } or { RealtimePeriod: not null } or { RealtimeRuntime: not null } } => "cpu",
        { Pids.Limit: > 0 } => "pids",
        { BlockIo: not null } => "blockIO",
        { HugepageLimits.Count: > 0 } => "hugepageLimits",
        { Network: { ClassId: not null } or { Priorities.Count: > 0 } } => "network",
        { Rdma.Count: > 0 } => "rdma",
        { Unified.Count: > 0 } => "unified",
        _ => null,
    };
}
