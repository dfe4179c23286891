using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Validation;

/// <summary>Namespaces, and what may be set only in a namespace of the container's own.</summary>
internal static class NamespaceValidator
{
    private static readonly string[] s_ipcSysctls =
    [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni",
        "kernel.shm_rmid_forced",
    ];

    public static void Validate(Spec spec)
    {
        IReadOnlyList<LinuxNamespace> namespaces = spec.Linux!.Namespaces ?? [];
        for (int i = 0; i < namespaces.Count; i++)
        {
            LinuxNamespace one = namespaces[i];
            string path = $"linux.namespaces[{i}]";
            SpecValidator.Require(NamespaceKinds.FlagOf(one.Type) != 0, $"{path}.type", $"unknown namespace '{one.Type}'");
            SpecValidator.Require(namespaces.Take(i).All(n => n.Type != one.Type), $"{path}.type", $"{one.Type} is there twice");
            SpecValidator.Require(
                string.IsNullOrEmpty(one.Path) || one.Path.StartsWith('/'), $"{path}.path", $"'{one.Path}' is not absolute");
        }

        bool uts = Has(namespaces, LinuxNamespaceType.Uts);
        SpecValidator.Require(uts || string.IsNullOrEmpty(spec.Hostname), "hostname", "unable to set hostname without a private UTS namespace");
        SpecValidator.Require(uts || string.IsNullOrEmpty(spec.Domainname), "domainname", "unable to set it without a private UTS namespace");
        foreach (string name in spec.Linux.Sysctl?.Keys ?? [])
        {
            ValidateSysctl(name, namespaces);
        }
    }

    // A sysctl that no namespace of the container owns would be set for the whole host.
    private static void ValidateSysctl(string name, IReadOnlyList<LinuxNamespace> namespaces)
    {
        string dotted = PlanCompiler.SysctlPath(name).Replace('.', '\0').Replace('/', '.').Replace('\0', '/');
        string path = $"linux.sysctl[{name}]";
        SpecValidator.Require(!dotted.Split('.').Contains(""), path, "is not a name");
        string? owner =
            s_ipcSysctls.Contains(dotted) || dotted.StartsWith("fs.mqueue.", StringComparison.Ordinal) ? LinuxNamespaceType.Ipc
            : dotted.StartsWith("net.", StringComparison.Ordinal) ? LinuxNamespaceType.Network
            : dotted is "kernel.domainname" ? LinuxNamespaceType.Uts
            : dotted.StartsWith("user.", StringComparison.Ordinal) ? LinuxNamespaceType.User
            : null;
        SpecValidator.Require(owner is not null, path, "is not in a separate kernel namespace");
        SpecValidator.Require(Has(namespaces, owner!), path, $"needs a {owner} namespace of the container's own");
    }

    private static bool Has(IReadOnlyList<LinuxNamespace> namespaces, string type) => namespaces.Any(n => n.Type == type);
}
