namespace Berth.Registry.Web.Images;

/// <summary>What pages show of an image's configuration; every list and text is bounded.</summary>
internal sealed record ImageFacts
{
    /// <summary><c>linux/arm64/v8</c>.</summary>
    public required string Platform { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string Author { get; init; } = "";

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    public string User { get; init; } = "";

    public string WorkingDirectory { get; init; } = "";

    public string StopSignal { get; init; } = "";

    /// <summary>Names only: values are nobody's business on a page.</summary>
    public IReadOnlyList<string> EnvironmentNames { get; init; } = [];

    /// <summary><c>80/tcp</c>.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    public IReadOnlyList<string> Volumes { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<HistoryStep> History { get; init; } = [];
}
