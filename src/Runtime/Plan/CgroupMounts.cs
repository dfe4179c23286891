using Berth.Linux;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime.Plan;

/// <summary>
/// What a mount of type <c>cgroup</c> becomes. On a v2 host: one mount, of the container's own subtree. On a v1 or hybrid host:
/// a tmpfs with a directory a hierarchy and, for hierarchies of several controllers, a link a controller.
/// </summary>
internal static class CgroupMounts
{
    public static IEnumerable<Operation> Compile(string target, MountOptions options, PlanInput input, bool cgroupNamespace)
    {
        CgroupLayout layout = input.Facts.Cgroups;
        if (layout.IsUnified)
        {
            yield return cgroupNamespace
                ? Operation.MountFilesystem("cgroup2", "cgroup", target, options, ordinary: false)
                : Operation.MountBind(input.Cgroup.DirectoryOf(layout.Unified!), target, options);
            yield break;
        }

        // The tmpfs becomes read-only once its directories are there.
        MountOptions writable = MountOptions.Parse(["nosuid", "noexec", "nodev"]).With("mode", "755");
        yield return Operation.MountFilesystem("tmpfs", "tmpfs", target, writable, ordinary: false);
        foreach (CgroupHierarchy hierarchy in layout.Hierarchies)
        {
            string name = hierarchy.Name;
            yield return cgroupNamespace
                ? Operation.MountFilesystem("cgroup", "cgroup", $"{target}/{name}", WithControllers(options, hierarchy), ordinary: false)
                : Operation.MountBind(input.Cgroup.DirectoryOf(hierarchy), $"{target}/{name}", options);
            foreach (string controller in hierarchy.Controllers)
            {
                if (controller != name && !controller.StartsWith("name=", StringComparison.Ordinal))
                {
                    yield return Operation.MakeSymlink($"{target}/{controller}", name);
                }
            }
        }

        if ((options.Set & Sys.MOUNT_ATTR_RDONLY) != 0)
        {
            yield return Operation.SetAttributes(target, "read-only", Sys.MOUNT_ATTR_RDONLY, propagation: 0);
        }
    }

    private static MountOptions WithControllers(MountOptions options, CgroupHierarchy hierarchy)
    {
        foreach (string controller in hierarchy.Controllers)
        {
            options = controller.StartsWith("name=", StringComparison.Ordinal)
                ? options.With("none", null).With("name", controller["name=".Length..])
                : options.With(controller, null);
        }

        return options;
    }
}
