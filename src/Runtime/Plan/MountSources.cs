using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>
/// Which paths of the host are opened for the child: all, where it gets a user namespace and with it another identity; those of
/// ID-mapped mounts always, because only the owner of the filesystem's user namespace may map them.
/// </summary>
internal static class MountSources
{
    public static IReadOnlyList<MountSource> Compile(PlanInput input, LinuxSettings linux)
    {
        bool all = linux.UserNamespace != UserNamespaceKind.Inherited;
        var sources = new List<MountSource>();
        if (all)
        {
            sources.Add(new MountSource(null, RootCompiler.RootOf(input), Recursive: true));
        }

        foreach (Mount mount in input.Spec.Mounts ?? [])
        {
            if (all || IsMapped(mount))
            {
                Add(sources, mount, input, all);
            }
        }

        return sources;
    }

    /// <summary>The number of a mount's source for <see cref="Operation.Source"/>; of the root's for null.</summary>
    public static int NumberOf(this IReadOnlyList<MountSource> sources, Mount? mount)
    {
        for (int i = 0; i < sources.Count; i++)
        {
            if (ReferenceEquals(sources[i].Mount, mount))
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Whether a mount asks for an ID map, by option or by maps of its own.</summary>
    public static bool IsMapped(Mount mount)
    {
        if (mount.UidMappings is { Count: > 0 } || mount.GidMappings is { Count: > 0 })
        {
            return true;
        }

        foreach (string option in mount.Options ?? [])
        {
            if (option is "idmap" or "ridmap")
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(List<MountSource> sources, Mount mount, PlanInput input, bool all)
    {
        MountOptions options = MountOptions.Parse(mount.Options ?? []);
        bool bind = options.Bind || mount.Type is "bind" or "rbind";
        if (!bind || options.Remount)
        {
            return;
        }

        bool mapped = IsMapped(mount);
        sources.Add(new MountSource(mount, Path.Combine(input.Bundle, mount.Source ?? ""), options.Recursive || mount.Type == "rbind")
        {
            Maps = !mapped ? null
                : mount.UidMappings is { Count: > 0 } ? new IdMaps(mount.UidMappings, mount.GidMappings ?? [])
                : IdMaps.Container,
            MapsRecursive = (mount.Options ?? []).Contains("ridmap"),
        });
    }
}
