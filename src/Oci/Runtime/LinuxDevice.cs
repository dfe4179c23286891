namespace Berth.Oci.Runtime;

/// <summary>A device node to make in the container (config-linux.md, "Devices").</summary>
public sealed record LinuxDevice
{
    /// <summary><c>c</c>, <c>b</c>, <c>u</c> or <c>p</c>, as mknod(1).</summary>
    public string Type { get => field ?? ""; init; }

    public string Path { get => field ?? ""; init; }

    public long? Major { get; init; }

    public long? Minor { get; init; }

    /// <summary>Permission bits; 0666 (octal) when absent.</summary>
    public uint? FileMode { get; init; }

    public uint? Uid { get; init; }

    public uint? Gid { get; init; }
}

/// <summary>A rule of the devices controller. The rules apply in order, the last that matches decides.</summary>
public sealed record LinuxDeviceCgroup
{
    public bool Allow { get; init; }

    /// <summary><c>a</c> (all), <c>c</c> or <c>b</c>; all when absent.</summary>
    public string? Type { get; init; }

    /// <summary>A number, or any when absent or -1.</summary>
    public long? Major { get; init; }

    public long? Minor { get; init; }

    /// <summary>Of <c>r</c>, <c>w</c>, <c>m</c> (mknod); all when absent.</summary>
    public string? Access { get; init; }
}
