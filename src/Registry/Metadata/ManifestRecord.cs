using Berth.Oci;

namespace Berth.Registry.Metadata;

/// <summary>A manifest of a repository, byte for byte as it came.</summary>
internal sealed record ManifestRecord
{
    public required Digest Digest { get; init; }

    /// <summary>As it was pushed; what a pull's <c>Content-Type</c> says.</summary>
    public required string MediaType { get; init; }

    public required ReadOnlyMemory<byte> Content { get; init; }
}
