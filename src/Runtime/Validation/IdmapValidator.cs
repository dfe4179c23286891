using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Validation;

/// <summary>ID-mapped mounts (config.md, "Mounts": <c>idmap</c>, <c>ridmap</c>, <c>uidMappings</c>, <c>gidMappings</c>).</summary>
internal static class IdmapValidator
{
    public static void Validate(Mount mount, string path, bool bind, LinuxSettings linux)
    {
        if (!MountSources.IsMapped(mount))
        {
            return;
        }

        IReadOnlyList<LinuxIdMapping> users = mount.UidMappings ?? [];
        IReadOnlyList<LinuxIdMapping> groups = mount.GidMappings ?? [];
        SpecValidator.Require(bind, $"{path}.options", "id-mapped mounts are only supported for bind mounts");
        SpecValidator.Require(users.Count > 0 || groups.Count == 0, $"{path}.uidMappings", "is required with gidMappings");
        SpecValidator.Require(groups.Count > 0 || users.Count == 0, $"{path}.gidMappings", "is required with uidMappings");
        SpecValidator.Require(
            users.Count > 0 || linux.UserNamespace != UserNamespaceKind.Inherited, $"{path}.options",
            "idmap without uidMappings takes those of the container, which has no user namespace");
        UserNamespaceValidator.ValidateMaps(users, $"{path}.uidMappings", rootIsIn: false);
        UserNamespaceValidator.ValidateMaps(groups, $"{path}.gidMappings", rootIsIn: false);
    }
}
