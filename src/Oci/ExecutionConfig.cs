namespace Berth.Oci;

/// <summary>The defaults a container of the image starts with: the <c>config</c> member of an image's configuration.</summary>
public sealed record ExecutionConfig
{
    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c>, <c>uid:gid</c> and their mixtures.</summary>
    public string? User { get; init; }

    /// <summary>Ports as keys, <c>80/tcp</c>.</summary>
    public IReadOnlyDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    /// <summary><c>NAME=value</c> each.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    public bool? ArgsEscaped { get; init; }

    public HealthCheck? Healthcheck { get; init; }

    /// <summary>Paths as keys, each a volume of its own.</summary>
    public IReadOnlyDictionary<string, EmptyObject>? Volumes { get; init; }

    public string? WorkingDir { get; init; }

    public IReadOnlyList<string>? OnBuild { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public string? StopSignal { get; init; }

    /// <summary>Seconds before a stop becomes a kill.</summary>
    public int? StopTimeout { get; init; }

    public IReadOnlyList<string>? Shell { get; init; }
}

/// <summary>The <c>{}</c> that stands for a set's member in Go's JSON.</summary>
public sealed record EmptyObject;
