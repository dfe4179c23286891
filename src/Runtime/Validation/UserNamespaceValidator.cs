using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Validation;

/// <summary>The user namespace, its maps, and every number of a user or group that has to be in them.</summary>
internal static class UserNamespaceValidator
{
    // UID_GID_MAP_MAX_EXTENTS of the kernel.
    private const int MostMaps = 340;

    public static void Validate(Spec spec)
    {
        LinuxSettings linux = spec.Linux!;
        IReadOnlyList<LinuxIdMapping> users = linux.UidMappings ?? [];
        IReadOnlyList<LinuxIdMapping> groups = linux.GidMappings ?? [];
        if (linux.UserNamespace == UserNamespaceKind.Inherited)
        {
            SpecValidator.Require(users.Count == 0, "linux.uidMappings", "needs a user namespace");
            SpecValidator.Require(groups.Count == 0, "linux.gidMappings", "needs a user namespace");
            return;
        }

        bool isNew = linux.UserNamespace == UserNamespaceKind.New;
        SpecValidator.Require(!isNew || users.Count > 0, "linux.uidMappings", "is required for a new user namespace");
        SpecValidator.Require(!isNew || groups.Count > 0, "linux.gidMappings", "is required for a new user namespace");
        SpecValidator.Require(
            !isNew || linux.Namespace(LinuxNamespaceType.Mount) is not null, "linux.namespaces", "a new user namespace has no power over the runtime's mounts");
        SpecValidator.Require(users.Count == 0 == (groups.Count == 0), "linux.gidMappings", "comes together with linux.uidMappings");
        if (users.Count > 0)
        {
            ValidateMaps(users, "linux.uidMappings", rootIsIn: true);
            ValidateMaps(groups, "linux.gidMappings", rootIsIn: true);
            ValidateUser(spec.Process!.User ?? new User(), users, groups);
            ValidateMountOwners(spec.Mounts ?? [], users, groups);
        }
    }

    /// <summary>What depends on who runs the runtime.</summary>
    public static void RequirePossible(Spec spec, bool privileged)
    {
        if (privileged)
        {
            return;
        }

        SpecValidator.Require(
            spec.Linux!.UserNamespace != UserNamespaceKind.Inherited, "linux.namespaces", "rootless container requires user namespaces");
        IReadOnlyList<Mount> mounts = spec.Mounts ?? [];
        for (int i = 0; i < mounts.Count; i++)
        {
            SpecValidator.Require(
                !MountSources.IsMapped(mounts[i]), $"mounts[{i}].options", "id-mapped mounts are not supported for rootless containers");
        }
    }

    /// <summary>Ranges that are neither empty nor over each other, on both sides.</summary>
    internal static void ValidateMaps(IReadOnlyList<LinuxIdMapping> maps, string path, bool rootIsIn)
    {
        SpecValidator.Require(maps.Count <= MostMaps, path, $"has over {MostMaps} entries");
        for (int i = 0; i < maps.Count; i++)
        {
            LinuxIdMapping one = maps[i];
            SpecValidator.Require(one.Size > 0, $"{path}[{i}].size", "is 0");
            SpecValidator.Require(Fits(one.ContainerId, one.Size), $"{path}[{i}].containerID", "goes over the last ID");
            SpecValidator.Require(Fits(one.HostId, one.Size), $"{path}[{i}].hostID", "goes over the last ID");
            for (int k = 0; k < i; k++)
            {
                SpecValidator.Require(
                    !Overlap(one.ContainerId, one.Size, maps[k].ContainerId, maps[k].Size), $"{path}[{i}].containerID", $"overlaps with {path}[{k}]");
                SpecValidator.Require(
                    !Overlap(one.HostId, one.Size, maps[k].HostId, maps[k].Size), $"{path}[{i}].hostID", $"overlaps with {path}[{k}]");
            }
        }

        SpecValidator.Require(!rootIsIn || IsMapped(maps, 0), path, "container ID 0 is not mapped");
    }

    internal static bool IsMapped(IReadOnlyList<LinuxIdMapping> maps, uint id) =>
        maps.Any(m => id >= m.ContainerId && id - m.ContainerId < m.Size);

    private static void ValidateUser(User user, IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups)
    {
        SpecValidator.Require(IsMapped(users, user.Uid), "process.user.uid", NotMapped(user.Uid));
        SpecValidator.Require(IsMapped(groups, user.Gid), "process.user.gid", NotMapped(user.Gid));
        IReadOnlyList<uint> further = user.AdditionalGids ?? [];
        for (int i = 0; i < further.Count; i++)
        {
            SpecValidator.Require(IsMapped(groups, further[i]), $"process.user.additionalGids[{i}]", NotMapped(further[i]));
        }
    }

    // What is mounted inside the user namespace knows its numbers only.
    private static void ValidateMountOwners(
        IReadOnlyList<Mount> mounts, IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups)
    {
        for (int i = 0; i < mounts.Count; i++)
        {
            foreach (string option in mounts[i].Options ?? [])
            {
                bool unmapped = (option.StartsWith("uid=", StringComparison.Ordinal) && IsUnmapped(users, option))
                    || (option.StartsWith("gid=", StringComparison.Ordinal) && IsUnmapped(groups, option));
                SpecValidator.Require(!unmapped, $"mounts[{i}].options", $"{option} is not mapped in the user namespace");
            }
        }
    }

    private static bool IsUnmapped(IReadOnlyList<LinuxIdMapping> maps, string option) =>
        uint.TryParse(option.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture, out uint id) && !IsMapped(maps, id);

    private static bool Fits(uint first, uint size) => (ulong)first + size <= 1UL << 32;

    private static bool Overlap(uint first, uint size, uint other, uint otherSize) =>
        first < (ulong)other + otherSize && other < (ulong)first + size;

    private static string NotMapped(uint id) => $"{id} is not mapped in the user namespace";
}
