namespace Berth.EngineApi.Containers;

/// <summary>What the header <c>X-Docker-Container-Path-Stat</c> says of a file, as JSON in base64.</summary>
public sealed record ContainerPathStat
{
    /// <summary>The header's name.</summary>
    public const string Header = "X-Docker-Container-Path-Stat";

    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>Bytes.</summary>
    [JsonPropertyName("size")]
    public long Size { get; set; }

    /// <summary>The bits of Go's <c>os.FileMode</c> (<see cref="GoFileMode"/>).</summary>
    [JsonPropertyName("mode")]
    public uint Mode { get; set; }

    /// <summary>RFC 3339 with nanoseconds.</summary>
    [JsonPropertyName("mtime")]
    public string Modified { get; set; } = "";

    /// <summary>Of a symbolic link: where it leads in the end, absolute in the container; otherwise empty.</summary>
    [JsonPropertyName("linkTarget")]
    public string LinkTarget { get; set; } = "";
}
