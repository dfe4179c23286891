namespace Berth.Oci.Runtime;

/// <summary>Programs run at points of the lifecycle (config.md, "POSIX-platform Hooks").</summary>
public sealed record Hooks
{
    public IReadOnlyList<Hook>? Prestart { get; init; }

    public IReadOnlyList<Hook>? CreateRuntime { get; init; }

    public IReadOnlyList<Hook>? CreateContainer { get; init; }

    public IReadOnlyList<Hook>? StartContainer { get; init; }

    public IReadOnlyList<Hook>? Poststart { get; init; }

    public IReadOnlyList<Hook>? Poststop { get; init; }
}

/// <summary>One program; it gets the container's state on its standard input.</summary>
public sealed record Hook
{
    public string Path { get => field ?? ""; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Seconds after which the hook is killed.</summary>
    public int? Timeout { get; init; }
}
