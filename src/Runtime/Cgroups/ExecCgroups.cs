using System.Globalization;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// Which cgroups a process joins that is added to a container: the container's, or ones below it (<c>exec --cgroup</c>). On v2 the
/// container may have divided its cgroup since, after which it takes no processes itself (EBUSY), or its init may have moved out of it;
/// the init's own cgroup is then joined.
/// </summary>
internal static class ExecCgroups
{
    /// <summary>The files to write <c>0</c> into, those of the devices controller last.</summary>
    /// <param name="paths">Of the container.</param>
    /// <param name="init">Its init.</param>
    /// <param name="asked">Values of <c>--cgroup</c>: a path, or <c>controller[,controller]:path</c>.</param>
    /// <exception cref="RuntimeException">One is malformed, names a controller that is not there, or leads out of the container's.</exception>
    public static IReadOnlyList<string> JoinFiles(CgroupPaths paths, int init, IReadOnlyList<string> asked)
    {
        Dictionary<string, string> below = Parse(asked);
        foreach (string controller in below.Keys)
        {
            if (controller.Length > 0 && (paths.Layout.IsUnified || paths.Layout.Of(controller) is null))
            {
                throw new RuntimeException($"unknown controller {controller} in SubCgroupPaths");
            }
        }

        string DirectoryOf(CgroupHierarchy hierarchy)
        {
            string own = paths.DirectoryOf(hierarchy);
            if (below.Count == 0)
            {
                return hierarchy.IsUnified && TakesNone(own) ? InitDirectory(hierarchy, init) ?? own : own;
            }

            string? path = below.GetValueOrDefault("")
                ?? hierarchy.Controllers.Select(c => below.GetValueOrDefault(c)).FirstOrDefault(p => p is not null);
            return path is null ? own : Below(own, path);
        }

        return [.. paths.JoinFiles(devices: false, DirectoryOf), .. paths.JoinFiles(devices: true, DirectoryOf)];
    }

    internal static Dictionary<string, string> Parse(IReadOnlyList<string> asked)
    {
        var below = new Dictionary<string, string>();
        foreach (string argument in asked)
        {
            int colon = argument.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                below[""] = asked.Count == 1
                    ? argument
                    : throw new RuntimeException($"invalid --cgroup argument: {argument} (missing <controller>: prefix)");
                break;
            }

            foreach (string controller in argument[..colon].Split(','))
            {
                if (controller.Length == 0)
                {
                    throw new RuntimeException($"invalid --cgroup argument: {argument} (empty <controller> prefix)");
                }

                if (!below.TryAdd(controller, argument[(colon + 1)..]))
                {
                    throw new RuntimeException($"invalid --cgroup argument(s): controller {controller} specified multiple times");
                }
            }
        }

        return below;
    }

    private static string Below(string own, string path)
    {
        string directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath($"{own}/{path}"));
        if (directory != own && !directory.StartsWith($"{own}/", StringComparison.Ordinal))
        {
            throw new RuntimeException($"bad sub cgroup path: {path}");
        }

        return Directory.Exists(directory) ? directory : throw new RuntimeException($"can't open cgroup: {directory}: no such file or directory");
    }

    // A cgroup that hands controllers down has no processes of its own, unless they are all threaded controllers'.
    private static bool TakesNone(string directory) =>
        CgroupFile.TryRead(directory, "cgroup.subtree_control") is not string handedDown
        || (handedDown.Length > 0 && CgroupFile.TryRead(directory, "cgroup.type") == "domain"
            && CgroupFile.TryRead(directory, "cgroup.procs") is null or "");

    private static string? InitDirectory(CgroupHierarchy hierarchy, int init)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"/proc/{init}/cgroup");
        string? line = CgroupFile.TryRead(Path.GetDirectoryName(file)!, "cgroup")?.Split('\n')
            .FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal));
        string? directory = line is null ? null : hierarchy.DirectoryOf(line[3..]);
        return directory is not null && Directory.Exists(directory) ? directory : null;
    }
}
