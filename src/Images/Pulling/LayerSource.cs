using Berth.Oci;

namespace Berth.Images.Pulling;

/// <summary>A layer as a manifest names it.</summary>
/// <param name="Archive">What to fetch.</param>
/// <param name="DiffId">What must come out of it; null where the manifest does not say (schema 1).</param>
internal sealed record LayerSource(Descriptor Archive, Digest? DiffId);
