namespace Berth.EngineApi.Containers;

/// <summary>Where the container's output goes.</summary>
public sealed record LogConfig
{
    public string Type { get => field ?? ""; init; }

    public IReadOnlyDictionary<string, string>? Config { get; init; }
}

/// <summary>What happens when the container exits: <c>no</c>, <c>always</c>, <c>unless-stopped</c>, <c>on-failure</c>.</summary>
public sealed record RestartPolicy
{
    public string Name { get => field ?? ""; init; }

    /// <summary>For <c>on-failure</c>; 0 is without end.</summary>
    public int MaximumRetryCount { get; init; }

    /// <summary>
    /// Berth's own, with <c>on-failure</c>: a container that has become unhealthy has failed. A request may also name the policy
    /// <c>on-unhealthy</c>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OnUnhealthy { get; init; }
}

/// <summary>A host address that leads to a container's port.</summary>
public sealed record PortBinding
{
    public string HostIp { get => field ?? ""; init; }

    /// <summary>A port or a range; empty lets the daemon choose.</summary>
    public string HostPort { get => field ?? ""; init; }
}

/// <summary>A block device and its weight.</summary>
public sealed record WeightDevice
{
    public string Path { get => field ?? ""; init; }

    public int Weight { get; init; }
}

/// <summary>A block device and its rate in bytes or operations a second.</summary>
public sealed record ThrottleDevice
{
    public string Path { get => field ?? ""; init; }

    public ulong Rate { get; init; }
}

/// <summary>A device of the host inside the container.</summary>
public sealed record DeviceMapping
{
    public string PathOnHost { get => field ?? ""; init; }

    public string PathInContainer { get => field ?? ""; init; }

    /// <summary>A subset of <c>rwm</c>.</summary>
    public string CgroupPermissions { get => field ?? ""; init; }
}

/// <summary>Devices that a driver provides, such as GPUs.</summary>
public sealed record DeviceRequest
{
    public string Driver { get => field ?? ""; init; }

    public int Count { get; init; }

    public IReadOnlyList<string>? DeviceIDs { get; init; }

    public IReadOnlyList<IReadOnlyList<string>>? Capabilities { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }
}

/// <summary>A resource limit of getrlimit(2), by its lower-case name without <c>RLIMIT_</c>; -1 is unlimited.</summary>
public sealed record Ulimit
{
    public string Name { get => field ?? ""; init; }

    public long Hard { get; init; }

    public long Soft { get; init; }
}
