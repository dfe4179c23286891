namespace Berth.Runtime.Cgroups;

/// <summary><c>linux.resources.unified</c>: any file of a v2 cgroup by its name, written line by line. On v1 it is refused.</summary>
internal static class UnifiedFiles
{
    // Members of the cgroup, and its life, are the runtime's: through these a spec could move or stop processes of the host.
    private static readonly string[] s_ours = ["cgroup.procs", "cgroup.threads", "cgroup.kill", "cgroup.freeze"];

    public static void SetV2(ControlFiles files, IReadOnlyDictionary<string, string> values)
    {
        foreach ((string file, string value) in values)
        {
            string field = $"unified[{file}]";
            Require(!file.Contains('/', StringComparison.Ordinal), field, "must be a file name (no slashes)");
            Require(file.IndexOf('.', StringComparison.Ordinal) > 0, field, "must be in the form CONTROLLER.PARAMETER");
            Require(!s_ours.Contains(file), field, "is not a limit");
            foreach (string line in value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                files.Write(file, line, field);
            }
        }
    }

    public static void RefuseV1(IReadOnlyDictionary<string, string>? values) =>
        Require(values is null or { Count: 0 }, "unified", "invalid configuration: cannot use unified on cgroup v1");

    private static void Require(bool condition, string field, string reason)
    {
        if (!condition)
        {
            throw new RuntimeException($"linux.resources.{field}: {reason}");
        }
    }
}
