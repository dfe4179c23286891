using System.Globalization;
using System.Text.Json.Serialization;

namespace Berth.Oci;

/// <summary>
/// The configuration of an image (OCI image spec, config.md, with docker's additions). The digest of its bytes is the image's ID,
/// so a configuration that we received is kept as bytes; this is only how we read it.
/// </summary>
public sealed record ImageConfig
{
    /// <summary>RFC 3339, with as many fraction digits as its author wrote.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    [JsonPropertyName("author")]
    public string? Author { get; init; }

    [JsonPropertyName("architecture")]
    public string? Architecture { get; init; }

    [JsonPropertyName("os")]
    public string? Os { get; init; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    [JsonPropertyName("variant")]
    public string? Variant { get; init; }

    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    [JsonPropertyName("docker_version")]
    public string? DockerVersion { get; init; }

    /// <summary>How to run it.</summary>
    [JsonPropertyName("config")]
    public ExecutionConfig? Config { get; init; }

    [JsonPropertyName("rootfs")]
    public RootFs RootFs { get => field ?? new(); init; }

    [JsonPropertyName("history")]
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    /// <summary><see cref="Created"/> as a moment; null where it is missing or not a time.</summary>
    [JsonIgnore]
    public DateTimeOffset? CreatedAt =>
        DateTimeOffset.TryParse(Created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : null;
}
