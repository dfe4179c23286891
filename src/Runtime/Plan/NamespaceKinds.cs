using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>Namespace kinds by the spec's names, and their clone flags (namespaces(7)).</summary>
internal static class NamespaceKinds
{
    public static readonly IReadOnlyList<(string Name, ulong Flag)> CloneFlags =
    [
        (LinuxNamespaceType.Cgroup, Sys.CLONE_NEWCGROUP),
        (LinuxNamespaceType.Ipc, Sys.CLONE_NEWIPC),
        (LinuxNamespaceType.Mount, Sys.CLONE_NEWNS),
        (LinuxNamespaceType.Network, Sys.CLONE_NEWNET),
        (LinuxNamespaceType.Pid, Sys.CLONE_NEWPID),
        (LinuxNamespaceType.Time, Sys.CLONE_NEWTIME),
        (LinuxNamespaceType.User, Sys.CLONE_NEWUSER),
        (LinuxNamespaceType.Uts, Sys.CLONE_NEWUTS),
    ];

    /// <summary>The clone flag of a kind; 0 for one that this runtime does not have.</summary>
    public static ulong FlagOf(string name)
    {
        foreach ((string known, ulong flag) in CloneFlags)
        {
            if (known == name)
            {
                return flag;
            }
        }

        return 0;
    }

    /// <summary>The names of clone flags, in order.</summary>
    public static IEnumerable<string> NamesOf(ulong flags) => CloneFlags.Where(k => (flags & k.Flag) != 0).Select(k => k.Name);
}
