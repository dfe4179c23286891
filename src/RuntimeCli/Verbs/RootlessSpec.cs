using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

/// <summary>
/// What <c>spec --rootless</c> makes of an example: the caller alone is mapped, as root. A user may neither make a network that leads
/// anywhere, nor mount a sysfs of one that is not his, nor limit anything.
/// </summary>
internal static class RootlessSpec
{
    private static readonly string[] s_sysOptions = ["rbind", "nosuid", "noexec", "nodev", "ro"];

    public static Spec Of(Spec spec) => spec with
    {
        Mounts = [.. (spec.Mounts ?? []).Select(Of)],
        Linux = spec.Linux! with
        {
            UidMappings = [new LinuxIdMapping { HostId = RootlessUser.User, Size = 1 }],
            GidMappings = [new LinuxIdMapping { HostId = RootlessUser.Group, Size = 1 }],
            Namespaces =
            [
                .. spec.Linux.Namespaces!.Where(n => n.Type is not (LinuxNamespaceType.Network or LinuxNamespaceType.User)),
                new LinuxNamespace { Type = LinuxNamespaceType.User },
            ],
            Resources = null,
        },
    };

    private static Mount Of(Mount mount) => mount.Destination == "/sys"
        ? mount with { Type = "none", Source = "/sys", Options = s_sysOptions }
        : mount with { Options = mount.Options is null ? null : [.. mount.Options.Where(o => !NamesAnId(o))] };

    private static bool NamesAnId(string option) =>
        option.StartsWith("uid=", StringComparison.Ordinal) || option.StartsWith("gid=", StringComparison.Ordinal);
}
