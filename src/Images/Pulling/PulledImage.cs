using Berth.Oci;

namespace Berth.Images.Pulling;

/// <summary>An image that a pull brought, or found to be here.</summary>
/// <param name="Image">Its record, with its names.</param>
/// <param name="Digest">What the name means in the registry: of the manifest, or of the index that lists it.</param>
/// <param name="IsNew">Whether the name means another image than before.</param>
public sealed record PulledImage(ImageRecord Image, Digest Digest, bool IsNew);
