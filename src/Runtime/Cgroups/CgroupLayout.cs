using System.Text;

namespace Berth.Runtime.Cgroups;

/// <summary>
/// The cgroup hierarchies of a host: v1 (one a controller), hybrid (v1 and a unified one beside them that controls little or nothing)
/// or v2 (the unified one alone).
/// </summary>
internal sealed record CgroupLayout(IReadOnlyList<CgroupHierarchy> Hierarchies, CgroupHierarchy? Unified)
{
    /// <summary>A v2 host: no v1 controller is mounted.</summary>
    public bool IsUnified => Hierarchies.Count == 0 && Unified is not null;

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

        var hierarchies = new List<CgroupHierarchy>();
        CgroupHierarchy? unified = null;
        foreach (string line in mountinfo.Split('\n'))
        {
            int separator = line.IndexOf(" - cgroup", StringComparison.Ordinal);
            if (separator < 0)
            {
                continue;
            }

            string[] fields = line[..separator].Split(' ');
            string[] filesystem = line[(separator + 3)..].Split(' ');
            string root = Unescape(fields[3]);
            string mountPoint = Unescape(fields[4]);
            if (filesystem[0] == "cgroup2")
            {
                unified ??= new CgroupHierarchy([], mountPoint, root, own.GetValueOrDefault("", "/"));
            }
            else if (filesystem[0] == "cgroup" && OwnEntry(own, filesystem[2]) is { } entry
                && !hierarchies.Exists(h => h.Controllers.Contains(entry.Controllers[0])))
            {
                hierarchies.Add(new CgroupHierarchy(entry.Controllers, mountPoint, root, entry.Path));
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

    // mountinfo writes space, tab, newline and backslash as \ooo.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new StringBuilder();
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                text.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }
}
