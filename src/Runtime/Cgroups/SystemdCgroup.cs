namespace Berth.Runtime.Cgroups;

/// <summary>Cgroups made by systemd (over D-Bus), which this runtime does not ask: it writes into the hierarchies itself.</summary>
public static class SystemdCgroup
{
    /// <summary>The answer to <c>--systemd-cgroup</c>.</summary>
    public const string Refusal = "--systemd-cgroup is not supported: cgroups are made in the file system (cgroupfs)";

    /// <summary>Whether a path has the form that the systemd driver takes: <c>system.slice:prefix:name</c>.</summary>
    internal static bool IsPath(string cgroupsPath) =>
        cgroupsPath.Split(':') is [string slice, _, _] && (slice.Length == 0 || slice.EndsWith(".slice", StringComparison.Ordinal));
}
