namespace Berth.Images;

/// <summary>Which images a list shows. Different members must all hold; of one member's values, any (labels: all).</summary>
public sealed record ImageFilter
{
    /// <summary>Also images that only serve as parents of others. Default: no.</summary>
    public bool All { get; init; }

    /// <summary>True: only images without a tag; false: only those with any name; null: both.</summary>
    public bool? Dangling { get; init; }

    /// <summary><c>key</c> or <c>key=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Glob patterns against <c>name</c> and <c>name:tag</c>; only the names that match are shown.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Made before all of these images.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>Made after all of these images.</summary>
    public IReadOnlyList<string> Since { get; init; } = [];

    /// <summary>Made before this moment.</summary>
    public DateTimeOffset? Until { get; init; }
}
