using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Cgroups;
using Berth.Runtime.Execute;
using Berth.Runtime.Plan;

namespace Berth.Runtime;

/// <summary>Gathers the <see cref="HostFacts"/> of this host, only those that the spec makes a difference for.</summary>
internal static class HostFactsReader
{
    public static bool AppArmorEnabled => File.Exists("/sys/kernel/security/apparmor/profiles");

    /// <param name="process">The process that is to be started.</param>
    /// <param name="root">The container's root directory as seen from here.</param>
    /// <param name="files">A path to the root's files.</param>
    /// <param name="sharesMounts">The container shares mounts with the host.</param>
    /// <param name="init">The container gets an init of ours.</param>
    public static HostFacts Read(Process process, string root, string files, bool sharesMounts, bool init = false)
    {
        (ulong bounding, int last) = Capability.OfThisProcess();
        return new HostFacts
        {
            Capabilities = bounding,
            LastCapability = last,
            DeniesGroups = OwnIdentity.DeniesGroups,
            SendsDescriptors = !Environment.IsPrivilegedProcess,
            OomScoreAdj = process.OomScoreAdj is null ? 0 : OwnOomScore(),
            AppArmor = !string.IsNullOrEmpty(process.ApparmorProfile) && AppArmorEnabled && process.ApparmorProfile != "unconfined",
            Kcore = File.Exists("/proc/kcore"),
            RootParentMount = sharesMounts ? MountOf(root) : null,
            Home = HasHome(process) ? "/" : HomeDirectory.Of(files, process.User?.Uid ?? 0),
            OwnArguments = init ? ReadOwnArguments() : default,
            Cgroups = CgroupLayout.Read(),
        };
    }

    /// <summary>Whether this process can do for a container's what that one cannot; asked only where it may not be so.</summary>
    public static bool IsPrivileged(LinuxSettings linux) =>
        (Environment.IsPrivilegedProcess && linux.UserNamespace == UserNamespaceKind.Inherited) || OwnIdentity.IsPrivileged;

    private static int OwnOomScore() => int.Parse(File.ReadAllText("/proc/self/oom_score_adj"), CultureInfo.InvariantCulture);

    // Fields 48 to 51; counted from behind the name in brackets, which may hold anything.
    private static ArgumentArea ReadOwnArguments()
    {
        string status = File.ReadAllText("/proc/self/stat");
        string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        ulong start = ulong.Parse(fields[45], CultureInfo.InvariantCulture);
        ulong end = ulong.Parse(fields[46], CultureInfo.InvariantCulture);
        ulong environment = ulong.Parse(fields[47], CultureInfo.InvariantCulture);
        ulong environmentEnd = ulong.Parse(fields[48], CultureInfo.InvariantCulture);
        return new ArgumentArea(start, (environment == end ? environmentEnd : end) - start);
    }

    private static bool HasHome(Process process) =>
        process.Env?.LastOrDefault(v => v.StartsWith("HOME=", StringComparison.Ordinal)) is { Length: > 5 };

    // The nearest directory above (or the root itself) that is the root of a mount, STATX_ATTR_MOUNT_ROOT of statx(2).
    private static unsafe string MountOf(string path)
    {
        string? candidate = path;
        while (candidate is not null and not "/")
        {
            Sys.statx_buffer status;
            fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(candidate + '\0'))
            {
                if (Sys.statx(Sys.AT_FDCWD, name, 0, Sys.STATX_TYPE, &status) == 0
                    && (status.stx_attributes & Sys.STATX_ATTR_MOUNT_ROOT) != 0)
                {
                    return candidate;
                }
            }

            candidate = Path.GetDirectoryName(candidate);
        }

        return "/";
    }
}
