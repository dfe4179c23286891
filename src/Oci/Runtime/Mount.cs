namespace Berth.Oci.Runtime;

/// <summary>One mount (config.md, "Mounts").</summary>
public sealed record Mount
{
    /// <summary>Where it appears: an absolute path inside the container.</summary>
    public string Destination { get => field ?? ""; init; }

    /// <summary>A filesystem type of /proc/filesystems; <c>bind</c> or none with a <c>bind</c> option for a bind mount.</summary>
    public string? Type { get; init; }

    /// <summary>A device, a name, or for a bind mount a path, which may be relative to the bundle.</summary>
    public string? Source { get; init; }

    /// <summary>Options as in fstab: flags and propagation by name, the rest for the filesystem.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>Maps of an ID-mapped mount.</summary>
    public IReadOnlyList<LinuxIdMapping>? UidMappings { get; init; }

    public IReadOnlyList<LinuxIdMapping>? GidMappings { get; init; }
}
