using Berth.Oci;

namespace Berth.Registry.Metadata;

/// <summary>A manifest to store, and what was found in it.</summary>
internal sealed record NewManifest
{
    public required ManifestRecord Manifest { get; init; }

    /// <summary>What kind of artifact it is: its own <c>artifactType</c>, else its configuration's media type; null: neither (an index without one).</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The manifest it refers to; that one need not be there.</summary>
    public Digest? Subject { get; init; }

    /// <summary>Its annotations as JSON, for the list of referrers; null: none.</summary>
    public string? AnnotationsJson { get; init; }

    /// <summary>Blobs that must be in the repository: configuration and layers, those that may be elsewhere left out.</summary>
    public IReadOnlyList<Digest> RequiredBlobs { get; init; } = [];

    /// <summary>Blobs that may be elsewhere (non-distributable layers): kept like the others where the repository has them.</summary>
    public IReadOnlyList<Digest> OptionalBlobs { get; init; } = [];

    /// <summary>Manifests that must be in the repository: an index's.</summary>
    public IReadOnlyList<Digest> RequiredManifests { get; init; } = [];
}
