namespace Berth.Runtime.Cgroups;

/// <summary>The driver for a host.</summary>
internal static class Cgroup
{
    public static ICgroup Of(CgroupPaths paths) =>
        paths.Layout.IsUnified ? new CgroupV2(paths.DirectoryOf(paths.Layout.Unified!)) : new CgroupV1(paths);
}
