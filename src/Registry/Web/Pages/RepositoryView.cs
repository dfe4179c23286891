using Berth.Registry.Metadata;

namespace Berth.Registry.Web.Pages;

/// <summary>A repository, for its page.</summary>
internal sealed record RepositoryView
{
    public required RepositoryRecord Repository { get; init; }

    /// <summary>Newest first, those of this page.</summary>
    public required IReadOnlyList<TagRow> Tags { get; init; }

    public required long TagCount { get; init; }

    /// <summary>From 1.</summary>
    public required int TagPage { get; init; }

    /// <summary>The visitor may change its settings.</summary>
    public bool IsAdministered { get; init; }

    /// <summary>The visitor has given it a star; null: nobody has logged in.</summary>
    public bool? IsStarred { get; init; }
}
