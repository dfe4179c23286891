using Berth.Oci;
using Berth.Registry.Metadata;
using Berth.Registry.Web.Images;

namespace Berth.Registry.Web.Pages;

/// <summary>A tag or a manifest, for its page.</summary>
internal sealed record ManifestView
{
    public required RepositoryRecord Repository { get; init; }

    /// <summary>The tag that was asked for; null: a digest was.</summary>
    public string? Tag { get; init; }

    public required ManifestRecord Manifest { get; init; }

    /// <summary>Null: it cannot be shown.</summary>
    public ManifestFacts? Facts { get; init; }

    /// <summary>The image to show: the manifest's own, or of an index the one that was picked; null: there is none.</summary>
    public ManifestFacts? Image { get; init; }

    /// <summary>Of an index, the manifest that was picked.</summary>
    public Digest? Picked { get; init; }

    public ImageFacts? Configuration { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<ReferrerRecord> Referrers { get; init; } = [];
}
