namespace Berth.Images.Pulling;

/// <summary>What pulls share.</summary>
public sealed record PullOptions
{
    /// <summary>Layers that are fetched at once, over all pulls; at least 1. Default 6.</summary>
    public int MaxConcurrentDownloads { get; init; } = 6;

    /// <summary>Whether the archives are kept as they came, so that a push sends the same bytes. Default true.</summary>
    public bool KeepArchives { get; init; } = true;
}
