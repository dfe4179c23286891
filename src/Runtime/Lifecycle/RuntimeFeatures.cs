using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

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
            IntelRdt = s_off,
            MountExtensions = new MountExtensions { Idmap = s_on },
            NetDevices = s_off,
        },
    };

    private static SeccompFeatures Seccomp => new()
    {
        Enabled = true,
        Actions =
        [
            "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG",
            "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
        ],
        Operators =
        [
            "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE",
        ],
        Archs = ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM", "SCMP_ARCH_X32", "SCMP_ARCH_X86", "SCMP_ARCH_X86_64"],
        KnownFlags = ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC"],
        SupportedFlags = ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC"],
    };
}
