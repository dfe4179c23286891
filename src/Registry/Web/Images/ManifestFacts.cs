using Berth.Oci;

namespace Berth.Registry.Web.Images;

/// <summary>What pages show of a manifest.</summary>
internal sealed record ManifestFacts
{
    /// <summary>True: it lists other manifests; false: it has a configuration and layers.</summary>
    public required bool IsIndex { get; init; }

    public string? ArtifactType { get; init; }

    public Descriptor? Config { get; init; }

    /// <summary>Lowest first.</summary>
    public IReadOnlyList<Descriptor> Layers { get; init; } = [];

    /// <summary>An index's manifests, one a platform, without attestations.</summary>
    public IReadOnlyList<Descriptor> Images { get; init; } = [];

    /// <summary>What a build left beside the images of an index: provenance, lists of parts.</summary>
    public IReadOnlyList<Descriptor> Attestations { get; init; } = [];

    public Digest? Subject { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];

    /// <summary>True if it is an image: its configuration says how to run it.</summary>
    public bool IsImage => Config?.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig;

    /// <summary>Bytes to transfer: configuration and layers. Of an index nothing.</summary>
    public long Size => Math.Max(0, Config?.Size ?? 0) + Layers.Sum(static layer => Math.Max(0, Math.Min(layer.Size, long.MaxValue >> 16)));
}
