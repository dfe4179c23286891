using Berth.Oci;

namespace Berth.Images.Layers;

/// <summary>An unpacked layer as one chain of layers has it. Chains that contain the same layer share its directory.</summary>
/// <param name="Directory">Name below <c>layers/</c>.</param>
internal sealed record LayerRecord(Digest ChainId, Digest? Parent, Digest DiffId, string Directory, long Size, RootAttributes? Root);
