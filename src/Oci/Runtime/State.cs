namespace Berth.Oci.Runtime;

/// <summary>The state of a container (runtime.md, "State"); with the members that runc's callers read beside it.</summary>
public sealed record State
{
    public string OciVersion { get => field ?? ""; init; }

    public string Id { get => field ?? ""; init; }

    /// <summary>The init process as the runtime sees it; 0 when stopped.</summary>
    public int Pid { get; init; }

    /// <summary>One of <see cref="StateStatus"/>.</summary>
    public string Status { get => field ?? ""; init; }

    public string Bundle { get => field ?? ""; init; }

    public string? Rootfs { get; init; }

    public DateTimeOffset? Created { get; init; }

    public string? Owner { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>The values of <see cref="State.Status"/>; <c>paused</c> is runc's addition.</summary>
public static class StateStatus
{
    public const string Creating = "creating";
    public const string Created = "created";
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Stopped = "stopped";
}
