namespace Berth.EngineApi.Containers;

/// <summary>The query of <c>POST /commit</c>.</summary>
public sealed record CommitContainer
{
    /// <summary>ID or name.</summary>
    public required string Container { get; init; }

    public string? Repository { get; init; }

    public string? Tag { get; init; }

    public string? Comment { get; init; }

    public string? Author { get; init; }

    /// <summary>Freeze the container while its files are read.</summary>
    public required bool Pause { get; init; }

    /// <summary>Dockerfile instructions that set the image's configuration.</summary>
    public IReadOnlyList<string> Changes { get => field ?? []; init; }
}
