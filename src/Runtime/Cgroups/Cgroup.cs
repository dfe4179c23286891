namespace Berth.Runtime.Cgroups;

/// <summary>The driver for a host.</summary>
internal static class Cgroup
{
    public static ICgroup Of(CgroupPaths paths) =>
        paths.Used.Count == 0
            ? new NoCgroup()
            : paths.Layout is { IsUnified: true, Unified: { } unified }
            ? new CgroupV2(unified.MountPoint, paths.DirectoryOf(unified))
            : new CgroupV1(paths);
}
