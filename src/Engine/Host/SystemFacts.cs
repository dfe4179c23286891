namespace Berth.Engine.Host;

/// <summary>What this host is: read once when the daemon starts.</summary>
public sealed record SystemFacts
{
    /// <summary>Go's name: amd64 or arm64, as /version and image platforms have it.</summary>
    public required string Architecture { get; init; }

    /// <summary>The kernel's name for it: x86_64 or aarch64, as /info has it.</summary>
    public required string Machine { get; init; }

    /// <summary>The kernel's release as it is: <c>6.1.0-30-amd64</c>.</summary>
    public required string KernelRelease { get; init; }

    /// <summary>The numbers of <see cref="KernelRelease"/>.</summary>
    public required Version Kernel { get; init; }

    public required string HostName { get; init; }

    /// <summary><c>PRETTY_NAME</c> of os-release(5).</summary>
    public required string OperatingSystem { get; init; }

    /// <summary><c>VERSION_ID</c> of os-release(5).</summary>
    public required string OperatingSystemVersion { get; init; }

    /// <summary>CPUs that the daemon may use.</summary>
    public required int CpuCount { get; init; }

    /// <summary>Bytes.</summary>
    public required long MemoryTotal { get; init; }

    public required CgroupFacts Cgroups { get; init; }

    /// <summary>What the daemon's bounding set holds; a container gets nothing beyond it.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>Whether the kernel filters system calls.</summary>
    public required bool Seccomp { get; init; }

    /// <summary>AppArmor profiles that are loaded; null: the kernel has no AppArmor, or it is off.</summary>
    public IReadOnlyList<string>? AppArmorProfiles { get; init; }

    public required bool Ipv4Forwarding { get; init; }

    /// <summary>Reads /proc, /sys and os-release.</summary>
    public static SystemFacts Read() => SystemFactsReader.Read("/");
}
