namespace Berth.EngineApi.Containers;

/// <summary>A mount that a container has (Engine API <c>MountPoint</c>).</summary>
public sealed record MountPoint
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }

    /// <summary>The volume's name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    public string Source { get => field ?? ""; init; }

    public string Destination { get => field ?? ""; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Driver { get; init; }

    public string Mode { get => field ?? ""; init; }

    public bool RW { get; init; }

    public string Propagation { get => field ?? ""; init; }
}
