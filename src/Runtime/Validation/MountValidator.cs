using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Validation;

/// <summary>One mount of the spec: what contradicts itself, or goes into no system call.</summary>
internal static class MountValidator
{
    // PATH_MAX of the kernel, its NUL included.
    private const int LongestPath = 4096;

    public static void Validate(Mount mount, MountOptions options, bool bind, string path)
    {
        // A relative one is relative to the root (config.md, "Mounts").
        SpecValidator.Require(mount.Destination.Length > 0, $"{path}.destination", "is required");
        SpecValidator.Require(mount.Destination.Length < LongestPath - 1, $"{path}.destination", "is too long");
        SpecValidator.Require(mount.Source is null || mount.Source.Length < LongestPath, $"{path}.source", "is too long");
        SpecValidator.Require(
            options.Propagation.Count <= MountBits.MostPropagations, $"{path}.options",
            $"more than {MountBits.MostPropagations} changes of propagation");
        SpecValidator.Require(
            !options.CopyUp || (mount.Type == "tmpfs" && !bind && !options.Remount), $"{path}.options", "tmpcopyup is for a tmpfs");
        SpecValidator.Require(
            !bind || options.ClassicFlags == 0, $"{path}.options", "silent, iversion and acl are not options of a bind mount");
        SpecValidator.Require(
            !options.Remount || !MountSources.IsMapped(mount), $"{path}.options", "a remount does not change the ID map of a mount");
        SpecValidator.Require(
            !options.Remount || !MountData.NeedsMount2(options), $"{path}.options", "has one that a remount does not take");
        SpecValidator.Require(
            !MountData.IsTooLong(mount.Type ?? "", options), $"{path}.options", $"are longer than {MountData.LongestData} bytes");
        bool root = MountBits.IsRoot(mount.Destination);
        SpecValidator.Require(
            !root || !MountData.NeedsMount2(options), $"{path}.options", "has one that a mount on / does not take");
    }
}
