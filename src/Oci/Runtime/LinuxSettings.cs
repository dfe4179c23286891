namespace Berth.Oci.Runtime;

/// <summary>The <c>linux</c> section (config-linux.md).</summary>
public sealed record LinuxSettings
{
    public IReadOnlyList<LinuxIdMapping>? UidMappings { get; init; }

    public IReadOnlyList<LinuxIdMapping>? GidMappings { get; init; }

    /// <summary>Kernel parameters (sysctl(8)) of the container's namespaces.</summary>
    public IReadOnlyDictionary<string, string>? Sysctl { get; init; }

    public LinuxResources? Resources { get; init; }

    /// <summary>Absolute: from the root of each hierarchy. Relative: from the runtime's own cgroup.</summary>
    public string? CgroupsPath { get; init; }

    /// <summary>New namespaces, or ones to join; a kind that is not listed is the runtime's own.</summary>
    public IReadOnlyList<LinuxNamespace>? Namespaces { get; init; }

    public IReadOnlyList<LinuxDevice>? Devices { get; init; }

    public IReadOnlyDictionary<string, LinuxNetDevice>? NetDevices { get; init; }

    public LinuxSeccomp? Seccomp { get; init; }

    /// <summary><c>shared</c>, <c>slave</c>, <c>private</c>, <c>unbindable</c>, each with an optional leading <c>r</c>.</summary>
    public string? RootfsPropagation { get; init; }

    public IReadOnlyList<string>? MaskedPaths { get; init; }

    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    public string? MountLabel { get; init; }

    public LinuxIntelRdt? IntelRdt { get; init; }

    public LinuxMemoryPolicy? MemoryPolicy { get; init; }

    public LinuxPersonality? Personality { get; init; }

    public IReadOnlyDictionary<string, LinuxTimeOffset>? TimeOffsets { get; init; }
}
