using Berth.Oci;

namespace Berth.Images;

/// <summary>What layers took at a moment, by diff ID.</summary>
public sealed class LayerFootprints
{
    internal LayerFootprints(IReadOnlyDictionary<Digest, long> bytes) => Bytes = bytes;

    internal IReadOnlyDictionary<Digest, long> Bytes { get; }
}
