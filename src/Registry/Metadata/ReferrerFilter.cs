using Berth.Oci;

namespace Berth.Registry.Metadata;

/// <summary>Which referrers of a manifest are asked for.</summary>
/// <param name="Count">At most. Each brings its annotations, which may be as large as a manifest: ask for few at a time, or without.</param>
internal sealed record ReferrerFilter(int Count)
{
    /// <summary>Only those of this type; null: of any.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Only those whose digest comes after this one; null: from the first.</summary>
    public Digest? After { get; init; }

    /// <summary>Whether their annotations are wanted.</summary>
    public bool WithAnnotations { get; init; } = true;
}
