namespace Berth.Oci.Runtime;

/// <summary>What a runtime can do (features.md): the answer of its <c>features</c> command.</summary>
public sealed record Features
{
    public string OciVersionMin { get => field ?? ""; init; }

    public string OciVersionMax { get => field ?? ""; init; }

    public IReadOnlyList<string>? Hooks { get; init; }

    public IReadOnlyList<string>? MountOptions { get; init; }

    public LinuxFeatures? Linux { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public IReadOnlyList<string>? PotentiallyUnsafeConfigAnnotations { get; init; }
}

public sealed record LinuxFeatures
{
    public IReadOnlyList<string>? Namespaces { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public CgroupFeatures? Cgroup { get; init; }

    public SeccompFeatures? Seccomp { get; init; }

    public FeatureSwitch? Apparmor { get; init; }

    public FeatureSwitch? Selinux { get; init; }

    public MemoryPolicyFeatures? MemoryPolicy { get; init; }

    public IntelRdtFeatures? IntelRdt { get; init; }

    public MountExtensions? MountExtensions { get; init; }

    public FeatureSwitch? NetDevices { get; init; }
}

public sealed record FeatureSwitch
{
    public bool Enabled { get; init; }
}

public sealed record CgroupFeatures
{
    public bool V1 { get; init; }

    public bool V2 { get; init; }

    public bool Systemd { get; init; }

    public bool SystemdUser { get; init; }

    public bool Rdma { get; init; }
}

public sealed record SeccompFeatures
{
    public bool Enabled { get; init; }

    public IReadOnlyList<string>? Actions { get; init; }

    public IReadOnlyList<string>? Operators { get; init; }

    public IReadOnlyList<string>? Archs { get; init; }

    public IReadOnlyList<string>? KnownFlags { get; init; }

    public IReadOnlyList<string>? SupportedFlags { get; init; }
}

public sealed record MemoryPolicyFeatures
{
    public IReadOnlyList<string>? Modes { get; init; }

    public IReadOnlyList<string>? Flags { get; init; }
}

public sealed record IntelRdtFeatures
{
    public bool Enabled { get; init; }

    public bool Schemata { get; init; }

    public bool Monitoring { get; init; }
}

public sealed record MountExtensions
{
    public FeatureSwitch? Idmap { get; init; }
}
