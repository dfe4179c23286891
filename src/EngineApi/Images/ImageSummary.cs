namespace Berth.EngineApi.Images;

/// <summary>An item of <c>GET /images/json</c> (Engine API <c>ImageSummary</c>).</summary>
public sealed record ImageSummary
{
    public string Id { get => field ?? ""; init; }

    public string ParentId { get => field ?? ""; init; }

    public IReadOnlyList<string>? RepoTags { get; init; }

    public IReadOnlyList<string>? RepoDigests { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>Bytes, unpacked, with the layers that other images share.</summary>
    public long Size { get; init; }

    /// <summary>-1 when the request did not ask for it.</summary>
    public long SharedSize { get; set; } = -1;

    /// <summary>Up to API 1.43: the same as <see cref="Size"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>-1 when the request did not ask for it.</summary>
    public int Containers { get; set; } = -1;
}
