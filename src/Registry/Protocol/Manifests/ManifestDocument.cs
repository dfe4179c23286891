using Berth.Oci;

namespace Berth.Registry.Protocol.Manifests;

/// <summary>What the registry has to know of a manifest.</summary>
internal sealed record ManifestDocument
{
    /// <summary>One of the four of <see cref="MediaTypes"/>: a manifest or an index, OCI's or docker's.</summary>
    public required string MediaType { get; init; }

    /// <summary>Its own <c>artifactType</c>, else, of an image manifest, its configuration's media type.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The manifest it refers to.</summary>
    public Digest? Subject { get; init; }

    /// <summary>Its annotations, as they stand in it; null: none.</summary>
    public string? AnnotationsJson { get; init; }

    /// <summary>Of a manifest: configuration and layers.</summary>
    public IReadOnlyList<ManifestEntry> Blobs { get; init; } = [];

    /// <summary>Of an index: what it lists.</summary>
    public IReadOnlyList<ManifestEntry> Children { get; init; } = [];
}
