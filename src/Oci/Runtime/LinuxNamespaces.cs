using System.Text.Json.Serialization;

namespace Berth.Oci.Runtime;

/// <summary>A namespace, new or (with a path) one to join.</summary>
public sealed record LinuxNamespace
{
    /// <summary>One of <see cref="LinuxNamespaceType"/>.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>An absolute path of a namespace file, as /proc/PID/ns/net.</summary>
    public string? Path { get; init; }
}

/// <summary>The namespace names of config-linux.md.</summary>
public static class LinuxNamespaceType
{
    public const string Pid = "pid";
    public const string Network = "network";
    public const string Mount = "mount";
    public const string Ipc = "ipc";
    public const string Uts = "uts";
    public const string User = "user";
    public const string Cgroup = "cgroup";
    public const string Time = "time";
}

/// <summary>A range of IDs of a user namespace (user_namespaces(7)).</summary>
public sealed record LinuxIdMapping
{
    [JsonPropertyName("containerID")]
    public uint ContainerId { get; init; }

    [JsonPropertyName("hostID")]
    public uint HostId { get; init; }

    public uint Size { get; init; }
}

/// <summary>An offset of a clock of a time namespace (time_namespaces(7)).</summary>
public sealed record LinuxTimeOffset
{
    public long Secs { get; init; }

    public uint Nanosecs { get; init; }
}

/// <summary>A host network device moved into the container, the key being its name on the host.</summary>
public sealed record LinuxNetDevice
{
    /// <summary>Its name in the container; the same when absent.</summary>
    public string? Name { get; init; }
}

/// <summary>The execution domain (personality(2)).</summary>
public sealed record LinuxPersonality
{
    /// <summary><c>LINUX</c> or <c>LINUX32</c>.</summary>
    public string Domain { get => field ?? ""; init; }

    public IReadOnlyList<string>? Flags { get; init; }
}

/// <summary>The NUMA policy (set_mempolicy(2)).</summary>
public sealed record LinuxMemoryPolicy
{
    public string Mode { get => field ?? ""; init; }

    public string? Nodes { get; init; }

    public IReadOnlyList<string>? Flags { get; init; }
}

/// <summary>Cache and memory bandwidth allocation (config-linux.md, "IntelRdt").</summary>
public sealed record LinuxIntelRdt
{
    [JsonPropertyName("closID")]
    public string? ClosId { get; init; }

    public IReadOnlyList<string>? Schemata { get; init; }

    public string? L3CacheSchema { get; init; }

    public string? MemBwSchema { get; init; }

    public bool? EnableMonitoring { get; init; }

    [JsonPropertyName("enableCMT")]
    public bool? EnableCmt { get; init; }

    [JsonPropertyName("enableMBM")]
    public bool? EnableMbm { get; init; }
}
