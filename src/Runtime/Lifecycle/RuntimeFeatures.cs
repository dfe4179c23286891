using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;
using Berth.Runtime.Seccomp;

namespace Berth.Runtime;

/// <summary>The features of this runtime.</summary>
public static class RuntimeFeatures
{
    private static readonly FeatureSwitch s_on = new() { Enabled = true };
    private static readonly FeatureSwitch s_off = new() { Enabled = false };

    public static Features Value => new()
    {
        OciVersionMin = "1.0.0",
        OciVersionMax = Spec.CurrentVersion,
        Hooks = ["prestart", "createRuntime", "poststart", "poststop"],
        MountOptions = Plan.MountOptions.Known,
        Linux = new LinuxFeatures
        {
            Namespaces = [.. NamespaceKinds.CloneFlags.Select(k => k.Name)],
            Capabilities = Capability.Names,
            Cgroup = new CgroupFeatures { V1 = true, V2 = true },
            Seccomp = Seccomp,
            Apparmor = s_on,
            Selinux = s_off,
            MemoryPolicy = new MemoryPolicyFeatures
            {
                Modes = [.. MemoryPolicyNames.Modes.Order(StringComparer.Ordinal)], Flags = MemoryPolicyNames.Flags,
            },
            IntelRdt = new IntelRdtFeatures { Enabled = false, Schemata = false, Monitoring = false },
            MountExtensions = new MountExtensions { Idmap = s_on },
            NetDevices = s_on,
        },
        PotentiallyUnsafeConfigAnnotations = [SpecAnnotations.Init],
    };

    private static SeccompFeatures Seccomp => new()
    {
        Enabled = true,
        Actions = SeccompNames.Actions,
        Operators = SeccompNames.Operators,
        Archs = SeccompNames.Architectures,
        KnownFlags = SeccompNames.Flags,
        SupportedFlags = SeccompNames.Flags,
    };
}
