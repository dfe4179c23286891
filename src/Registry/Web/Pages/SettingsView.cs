using Berth.Registry.Accounts;
using Berth.Registry.Metadata;

namespace Berth.Registry.Web.Pages;

/// <summary>A repository's settings, for its administrators.</summary>
internal sealed record SettingsView
{
    /// <summary>With the texts as they were typed, where they could not be saved.</summary>
    public required RepositoryRecord Repository { get; init; }

    public required IReadOnlyList<Grant> Grants { get; init; }

    /// <summary>Newest first, those of this page.</summary>
    public required IReadOnlyList<TagRecord> Tags { get; init; }

    public required long TagCount { get; init; }

    /// <summary>From 1.</summary>
    public int TagPage { get; init; } = 1;

    public string? Problem { get; init; }

    public string? Done { get; init; }
}
