using Berth.Registry.Naming;

namespace Berth.Registry.Metadata;

/// <summary>A repository, as lists and pages show it.</summary>
internal sealed record RepositoryRecord
{
    public required long Id { get; init; }

    public required RepositoryName Name { get; init; }

    /// <summary>Everyone may pull.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>One line, for lists; at most 200 characters.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The page's text, in Markdown; at most 64 KiB.</summary>
    public string Description { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a manifest was last stored; null: never.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>Manifests fetched by tag or digest (GET, not HEAD), about: counted in memory and added now and then.</summary>
    public long Pulls { get; init; }

    public long Stars { get; init; }
}
